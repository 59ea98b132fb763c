{# The plan of a table: made once a run, from the ledger and the reconciliation. #}
{% macro curate_planned(
    spec, reconciliation, first, stale=false, half_done=none
) %}
    {% set known = curate_known(
        spec, none if first else reconciliation, stale, half_done
    ) %}
    {% if known is none %}
        {{ return(curate_plan_of(spec, [], none, first, false)) }}
    {% endif %}
    {% set counts = {} %}
    {% set uncounted = curate_uncounted(
        spec, known.batches, known.recorded
    ) %}
    {% if uncounted %}
        {% for batch in uncounted %}
            {% do batch.update({'held': none, 'no': loop.index0}) %}
            {% do counts.update({batch.id: 0}) %}
        {% endfor %}
        {% for row in run_query(
            curate_key_counts(spec, uncounted)
        ).rows %}
            {% do counts.update({row[0]: row[1] | int}) %}
        {% endfor %}
    {% endif %}
    {{ return(curate_plan(
        spec, known.batches, known.recorded, counts, first,
        known.last_count, half_done
    )) }}
{% endmacro %}
