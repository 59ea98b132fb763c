{# One row per record of a person: whose it is, and when they were born. #}
with

records as (
    select * from {{ ref('int_person_records_identified') }}
),

persons as (
    select * from {{ ref('int_persons_versioned') }}
),

final as (
    select
        records.person_identifier,
        records.person_id,
        persons.birth_date
    from records
    inner join persons
        on records.person_id = persons.person_id
    where persons.valid_to = {{ open_end() }}
)

select * from final
