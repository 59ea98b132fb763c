{# One row per name by which a person is or was known. #}
with

names as (
    select * from {{ ref('int_person_names_listed') }}
),

records as (
    select * from {{ ref('int_person_records_identified') }}
),

known as (
    select
        records.person_id,
        names.last_name,
        names.first_name,
        max(case when records.is_describing then 1 else 0 end) as described
    from names
    inner join records
        on names.person_identifier = records.person_identifier
    group by records.person_id, names.last_name, names.first_name
),

final as (
    select
        {{ generate_surrogate_key(['person_id', 'last_name', 'first_name']) }}
            as person_name_key,
        person_id,
        last_name,
        first_name,
        described = 1 as is_in_best_record
    from known
)

select * from final
