{#
    Guards the arithmetic of the daily population: heads of yesterday, with those
    who came, without those who went, are heads of today, in every group of every
    prison. A failure means that somebody is counted in a group that they did not
    enter, or twice. To resolve: find the person in `fct_custody_status_periods`
    by prison and day, and see which start or end has no counterpart.
#}
with

population as (
    select * from {{ ref('fct_population_daily') }}
),

flows as (
    select
        *,
        receptions + transfers_in + status_changes_in + birthdays_in
        - releases - transfers_out - status_changes_out - birthdays_out
            as net_change,
        {{ add_days('population_date', -1) }} as day_before
    from population
)

select
    flows.population_key,
    flows.heads,
    coalesce(yesterday.heads, 0) as heads_yesterday,
    flows.net_change
from flows
left outer join population as yesterday
    on
        flows.prison_id = yesterday.prison_id
        and flows.legal_status_id = yesterday.legal_status_id
        and flows.sex_code = yesterday.sex_code
        and flows.age_band_id = yesterday.age_band_id
        and flows.day_before = yesterday.population_date
where
    flows.heads <> coalesce(yesterday.heads, 0) + flows.net_change
    and flows.population_date > date '{{ var("population_from") }}'
