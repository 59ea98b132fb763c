{# How many people does each probation unit supervise? #}
with

caseload as (
    select * from {{ ref('fct_caseload_monthly') }}
),

probation_units as (
    select * from {{ ref('dim_probation_units') }}
),

last_month as (
    select max(month_end_date) as month_end_date from caseload
),

final as (
    select
        probation_units.probation_region_name,
        probation_units.probation_unit_name,
        caseload.month_end_date,
        count(*) as people,
        count(
            case when caseload.supervision_stage = 'before release' then 1 end
        ) as people_before_release
    from caseload
    inner join last_month
        on caseload.month_end_date = last_month.month_end_date
    inner join probation_units
        on caseload.probation_unit_key = probation_units.probation_unit_key
    group by
        probation_units.probation_region_name,
        probation_units.probation_unit_name,
        caseload.month_end_date
)

select * from final
order by people desc, probation_region_name asc, probation_unit_name asc
