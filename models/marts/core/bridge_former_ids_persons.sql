{# One row per id that an earlier build gave and person whom it led to since. #}
with

superseded as (
    select * from {{ ref('int_person_ids_superseded') }}
),

final as (
    select
        {{ generate_surrogate_key(['former_person_id', 'person_id']) }}
            as former_id_key,
        former_person_id,
        person_id,
        cast(changed_at as timestamp(6)) as changed_at,
        cast(records as integer) as records,
        count(*) over (partition by former_person_id) > 1 as is_split
    from superseded
)

select * from final
