{# How many people were in prison at each quarter's end, by status and sex? #}
with

population as (
    select * from {{ ref('fct_population_daily') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
    where date_day = month_end_date and calendar_month in (3, 6, 9, 12)
),

final as (
    select
        population.population_date,
        population.population_group,
        population.sex_code,
        cast(sum(population.heads) as integer) as heads
    from population
    inner join dates
        on population.population_date = dates.date_day
    group by
        population.population_date,
        population.population_group,
        population.sex_code
)

select * from final
order by
    population_date desc,
    heads desc,
    population_group asc,
    sex_code asc
