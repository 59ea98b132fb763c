{#
    What the model and its hooks share: made when the model compiles, kept for
    the run, so that a batch that lands meanwhile waits.

    DuckDB does all of it in one transaction. On Athena each statement stands
    alone, and this order makes a killed run harmless:

    1. the work table, which says from which time on anything may be half done;
    2. the history, by one merge: a reader sees each batch wholly or not at all;
    3. exceptions, faults, and last the reconciliation, which lags behind the
       history until then, and says which batches it knows (each is cleared from
       the horizon on before it is written);
    4. the work table goes.

    A work table that is found at the start was left by a killed run: all from
    its earliest time on is done again, into a work table of another name.
#}
{% macro curate_job() %}
    {% set jobs = graph.setdefault('curate_jobs', {}) %}
    {% if model.unique_id in jobs %}
        {{ return(jobs[model.unique_id]) }}
    {% endif %}
    {% set spec = curate_spec(model) %}
    {% set left = curate_left() %}
    {% set names = {'this': this | string} %}
    {% for side in ['exceptions', 'rejected', 'faults', 'reconciliation'] %}
        {% do names.update({side: curate_side(side) | string}) %}
    {% endfor %}
    {% if model.config.meta.is_followed %}
        {% do names.update({'replaced': curate_side('replaced') | string}) %}
    {% endif %}
    {% for side in ['plan', 'work'] %}
        {% do names.update({side:
            curate_side(side ~ ('_' ~ left | length if left else '')) | string
        }) %}
    {% endfor %}
    {% set first = load_relation(this) is none or should_full_refresh()
        or load_relation(curate_side('reconciliation')) is none %}
    {% set plan = curate_planned(
        spec, names.reconciliation, first,
        stale=(var('rebuild', none) == model.name),
        half_done=curate_half_done(left)
    ) %}
    {% set statements = curate_statements(spec, plan, names) %}
    {% for table in left %}
        {% do statements.scratch.append(table | string) %}
    {% endfor %}
    {% do jobs.update({model.unique_id: {
        'plan': plan,
        'statements': statements,
    }}) %}
    {{ return(jobs[model.unique_id]) }}
{% endmacro %}
