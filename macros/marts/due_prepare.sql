{#
    Before a fact, or while it compiles: fingerprints that are no more what it
    was written with, null where there is none now; all where that is not known.
#}
{% macro due_prepare(fingerprints) %}
    {% set prepared = graph.setdefault('due_prepared', []) %}
    {% if execute and model.unique_id not in prepared %}
        {% do prepared.append(model.unique_id) %}
        {% set now = side_table(fingerprints, 'now') %}
        {% do drop_table(now) %}
        {% set query %}
            {% if due_is_known(fingerprints) %}
select
    unit_id,
    part_id,
    fingerprint,
    min(part_id) over (partition by unit_id) as due_from
from (
    {{ due_changes(fingerprints) }}
) as compared
where has_changed
            {% else %}
select
    unit_id,
    part_id,
    fingerprint,
    part_id as due_from
from {{ fingerprints }}
            {% endif %}
        {% endset %}
        {% do run_statement(create_table(now, query)) %}
    {% endif %}
{% endmacro %}
