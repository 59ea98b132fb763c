{#
    Guards the daily population against losing or doubling people: its heads on
    the last day are the stays that were under way as that day ended. It fails
    when a stay has a day without a prison, status, sex or age band, or with two.
    To resolve: `status_periods_tile_their_spell` says which stay.
#}
with

population as (
    select * from {{ ref('fct_population_daily') }}
),

spells as (
    select * from {{ ref('fct_custody_spells') }}
),

counted as (
    select
        population_date,
        sum(heads) as heads,
        row_number() over (order by population_date desc) as days_back
    from population
    group by population_date
)

select
    counted.population_date,
    counted.heads,
    count(spells.custody_spell_key) as stays
from counted
left outer join spells
    on
        counted.population_date >= spells.reception_date
        and (
            spells.release_date is null
            or counted.population_date < spells.release_date
        )
where counted.days_back = 1
group by counted.population_date, counted.heads
having counted.heads <> count(spells.custody_spell_key)
