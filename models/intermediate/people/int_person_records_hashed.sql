{# One row per record of a person, under a key that cannot be turned back. #}
with

records as (
    select * from {{ ref('int_person_records_identified') }}
),

final as (
    select
        {{ person_id('person_identifier') }} as person_record_key,
        person_id
    from records
)

select * from final
