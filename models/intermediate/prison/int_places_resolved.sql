{# One row per place that NOMIS or the register knows, with the prison it is. #}
with

places as (
    select * from {{ ref('stg_nomis__agency_locations') }}
),

prisons as (
    select * from {{ ref('int_prisons_versioned') }}
),

listed as (
    select distinct prison_id from prisons
),

final as (
    select
        coalesce(listed.prison_id, places.place_id) as place_id,
        case
            when listed.prison_id is not null then listed.prison_id
            {# Courts, hospitals and the street are no prisons. #}
            when places.place_type_code <> 'INST'
                then {{ not_applicable_member() }}
            else {{ unknown_member() }}
        end as prison_id
    from places
    full outer join listed
        on places.place_id = listed.prison_id
)

select * from final
