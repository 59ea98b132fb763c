{# How many requirements of each type are completed? #}
with

requirements as (
    select * from {{ ref('fct_requirements') }}
    where not is_open
),

requirement_types as (
    select * from {{ ref('dim_requirement_types') }}
),

final as (
    select
        requirement_types.requirement_type_name,
        count(*) as ended,
        count(case when requirements.termination_kind = 'completed' then 1 end)
            as completed,
        cast({{ divide(
            "100 * count(case when requirements.termination_kind"
            ~ " = 'completed' then 1 end)",
            'count(*)',
        ) }} as decimal(5, 1)) as share_percent
    from requirements
    inner join requirement_types
        on
            requirements.requirement_type_key
            = requirement_types.requirement_type_key
    group by requirement_types.requirement_type_name
)

select * from final
order by ended desc, requirement_type_name asc
