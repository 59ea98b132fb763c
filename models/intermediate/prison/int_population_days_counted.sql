{# One row per prison, day, legal status, sex and age band with anybody. #}
{% set first_day = "date '" ~ var('population_from') ~ "'" %}
with

changes as (
    select * from {{ ref('int_population_changes_counted') }}
),

{# From the day before the first, which has what it opens with, to yesterday. #}
days as (
    {{ date_spine(
        add_days(first_day, -1),
        add_days('cast(' ~ build_moment() ~ ' as date)', -1)
    ) }}
),

groups as (
    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        min(changed_date) as first_date
    from changes
    group by prison_id, legal_status_id, sex_code, age_band_id
),

grid as (
    select
        groups.prison_id,
        groups.legal_status_id,
        groups.sex_code,
        groups.age_band_id,
        days.date_day
    from groups
    cross join days
    where days.date_day >= groups.first_date
),

running as (
    select
        grid.prison_id,
        grid.legal_status_id,
        grid.sex_code,
        grid.age_band_id,
        grid.date_day as population_date,
        sum(coalesce(changes.net_change, 0)) over (
            partition by
                grid.prison_id,
                grid.legal_status_id,
                grid.sex_code,
                grid.age_band_id
            order by grid.date_day
        ) as heads,
        coalesce(changes.receptions, 0) as receptions,
        coalesce(changes.transfers_in, 0) as transfers_in,
        coalesce(changes.status_changes_in, 0) as status_changes_in,
        coalesce(changes.birthdays_in, 0) as birthdays_in,
        coalesce(changes.releases, 0) as releases,
        coalesce(changes.transfers_out, 0) as transfers_out,
        coalesce(changes.status_changes_out, 0) as status_changes_out,
        coalesce(changes.birthdays_out, 0) as birthdays_out
    from grid
    left outer join changes
        on
            grid.prison_id = changes.prison_id
            and grid.legal_status_id = changes.legal_status_id
            and grid.sex_code = changes.sex_code
            and grid.age_band_id = changes.age_band_id
            and grid.date_day = changes.changed_date
),

final as (
    select * from running
    where
        population_date >= {{ first_day }}
        and (
            heads > 0
            or receptions + transfers_in + status_changes_in + birthdays_in > 0
            or releases + transfers_out + status_changes_out + birthdays_out > 0
        )
)

select * from final
