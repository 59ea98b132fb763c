{# One row per birth date that a record gives a person. #}
with

names as (
    select * from {{ ref('int_person_names_listed') }}
),

records as (
    select * from {{ ref('int_person_records_identified') }}
),

persons as (
    select * from {{ ref('int_persons_versioned') }}
    where valid_to = {{ open_end() }}
),

known as (
    select distinct
        records.person_id,
        names.birth_date
    from names
    inner join records
        on names.person_identifier = records.person_identifier
    where names.birth_date is not null
),

final as (
    select
        {{ generate_surrogate_key([
            'known.person_id', ('known.birth_date', 'date'),
        ]) }} as person_birth_date_key,
        known.person_id,
        known.birth_date,
        coalesce(known.birth_date = persons.birth_date, false)
            as is_used_for_age
    from known
    inner join persons
        on known.person_id = persons.person_id
)

select * from final
