{# Before a fact: of which units the fingerprints are no more what it was written with. #}
{% macro due_prepare(fingerprints) %}
    {% if execute %}
        {% set now = side_table(fingerprints, 'now') %}
        {% do drop_table(now) %}
        {% set query %}
            {% if due_is_known(fingerprints) %}
with

compared as (
    select
        coalesce(here.unit_id, there.unit_id) as unit_id,
        coalesce(here.part_id, there.part_id) as part_id,
        here.fingerprint,
        here.fingerprint is distinct from there.fingerprint as has_changed
    from {{ fingerprints }} as here
    full outer join {{ side_table(fingerprints, 'written') }} as there
        on
            here.unit_id = there.unit_id
            and here.part_id = there.part_id
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
