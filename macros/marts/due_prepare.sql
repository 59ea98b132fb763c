{# Before a fact: whose fingerprint is no more what the fact was written with. #}
{% macro due_prepare(fingerprints) %}
    {% if execute %}
        {% set now = due_side(fingerprints, 'now') %}
        {% do drop_table(now) %}
        {% set query %}
            {% if due_is_known(fingerprints) %}
with

compared as (
    select
        coalesce(here.person_id, there.person_id) as person_id,
        coalesce(here.record_id, there.record_id) as record_id,
        here.fingerprint,
        here.fingerprint is distinct from there.fingerprint as has_changed
    from {{ fingerprints }} as here
    full outer join {{ due_side(fingerprints, 'written') }} as there
        on
            here.person_id = there.person_id
            and here.record_id = there.record_id
)

select
    person_id,
    record_id,
    fingerprint,
    max(case when has_changed then 1 else 0 end) over (
        partition by person_id
    ) = 1 as is_due
from compared
            {% else %}
select
    person_id,
    record_id,
    fingerprint,
    true as is_due
from {{ fingerprints }}
            {% endif %}
        {% endset %}
        {% do run_query(create_table(now, query)) %}
    {% endif %}
{% endmacro %}
