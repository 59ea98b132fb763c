{# What share of people in prison is fifty or older, at each year's end? #}
with

population as (
    select * from {{ ref('fct_population_daily') }}
),

age_bands as (
    select * from {{ ref('dim_age_bands') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
    where calendar_month = 12 and day_of_month = 31
),

last_day as (
    select max(population_date) as last_date from population
),

final as (
    select
        population.population_date,
        cast(sum(population.heads) as integer) as heads,
        cast(
            sum(case when age_bands.from_age >= 50 then population.heads end)
            as integer
        ) as heads_over_fifty,
        cast({{ divide(
            '100 * sum(case when age_bands.from_age >= 50'
            ~ ' then population.heads end)',
            'sum(population.heads)',
        ) }} as decimal(5, 1)) as share_percent
    from population
    cross join last_day
    left outer join dates
        on population.population_date = dates.date_day
    inner join age_bands
        on population.age_band_key = age_bands.age_band_key
    where
        dates.date_day is not null
        or population.population_date = last_day.last_date
    group by population.population_date
)

select * from final
order by population_date desc
