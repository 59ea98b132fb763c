{# Who had been on remand for longest yesterday, in each prison? #}
with

periods as (
    select * from {{ ref('fct_custody_status_periods') }}
),

legal_statuses as (
    select * from {{ ref('dim_legal_statuses') }}
    where population_group = 'remand'
),

prisons as (
    select * from {{ ref('dim_prisons') }}
    where is_current
),

last_day as (
    select max(population_date) as last_date
    from {{ ref('fct_population_daily') }}
),

{# Days of the stay on remand, in whatever prison. #}
held as (
    select
        periods.custody_spell_key,
        sum({{ days_between(
            'periods.start_date',
            'case when periods.end_date <= last_day.last_date'
            ~ ' then periods.end_date else last_day.last_date end',
        ) }}) as days_on_remand,
        max(case
            when
                periods.end_date is null
                or periods.end_date > last_day.last_date
                then periods.prison_id
        end) as prison_id
    from periods
    cross join last_day
    inner join legal_statuses
        on periods.legal_status_key = legal_statuses.legal_status_key
    where periods.start_date <= last_day.last_date
    group by periods.custody_spell_key
),

final as (
    select
        prisons.prison_name,
        count(*) as people_on_remand,
        max(held.days_on_remand) as longest_days
    from held
    inner join prisons
        on held.prison_id = prisons.prison_id
    group by prisons.prison_name
)

select * from final
order by longest_days desc, prison_name asc
