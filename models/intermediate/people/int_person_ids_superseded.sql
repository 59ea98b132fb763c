{# One row per id that an earlier build gave, and id that replaced it. #}
with

remembered as (
    select * from {{ ref('snap_person_records') }}
),

records as (
    select * from {{ ref('int_person_records_hashed') }}
),

{# A record that is gone leads nowhere; its id may live on in others. #}
changed as (
    select
        remembered.person_id as former_person_id,
        records.person_id,
        remembered.person_record_key,
        remembered.dbt_valid_to as changed_at
    from remembered
    inner join records
        on remembered.person_record_key = records.person_record_key
    where remembered.person_id <> records.person_id
),

final as (
    select
        former_person_id,
        person_id,
        max(changed_at) as changed_at,
        count(distinct person_record_key) as records
    from changed
    group by former_person_id, person_id
)

select * from final
