{# How many days do people spend on remand, by the year in which it ended? #}
with

periods as (
    select * from {{ ref('fct_custody_status_periods') }}
),

legal_statuses as (
    select * from {{ ref('dim_legal_statuses') }}
),

stays as (
    select
        periods.custody_spell_key,
        extract(year from max(periods.end_date)) as year_ended,
        sum(periods.days_in_period) as days_on_remand,
        count(*) - count(periods.end_date) as open_periods
    from periods
    inner join legal_statuses
        on periods.legal_status_key = legal_statuses.legal_status_key
    where legal_statuses.population_group = 'remand'
    group by periods.custody_spell_key
),

ranked as (
    select
        year_ended,
        days_on_remand,
        row_number() over (
            partition by year_ended
            order by days_on_remand, custody_spell_key
        ) as place,
        count(*) over (partition by year_ended) as stays
    from stays
    where open_periods = 0
),

{# The middle one, or both. #}
final as (
    select
        year_ended,
        stays,
        cast({{ average('days_on_remand') }} as decimal(9, 1)) as median_days
    from ranked
    where 2 * place between stays and stays + 2
    group by year_ended, stays
)

select * from final
order by year_ended desc
