{# Before a fact: of which units the fingerprints are no more what it was written with. #}
{% macro due_prepare(fingerprints) %}
    {% if execute %}
        {% set now = side_table(fingerprints, 'now') %}
        {% do drop_table(now) %}
        {% set query %}
            {% if due_is_known(fingerprints) %}
with

compared as (
    {{ due_changes(fingerprints) }}
)

select
    unit_id,
    part_id,
    fingerprint,
    min(case when has_changed then part_id end) over (
        partition by unit_id
    ) as due_from
from compared
            {% else %}
select
    unit_id,
    part_id,
    fingerprint,
    part_id as due_from
from {{ fingerprints }}
            {% endif %}
        {% endset %}
        {% do run_query(create_table(now, query)) %}
    {% endif %}
{% endmacro %}
