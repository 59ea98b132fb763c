{# One row per prison, day, legal status, sex and age band with somebody in it. #}
{% set first_day = "date '" ~ var('population_from') ~ "'" %}
{% set flows = [
    'receptions', 'transfers_in', 'status_changes_in', 'birthdays_in',
    'releases', 'transfers_out', 'status_changes_out', 'birthdays_out',
] %}
with

changes as (
    select * from {{ ref('int_population_changes_counted') }}
),

{# The last whole day. #}
days as (
    {{ date_spine(
        first_day, add_days('cast(' ~ build_moment() ~ ' as date)', -1)
    ) }}
),

groups as (
    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        min(changed_date) as first_date,
        sum(
            case when changed_date < {{ first_day }} then net_change else 0 end
        ) as opening_heads
    from changes
    group by prison_id, legal_status_id, sex_code, age_band_id
),

grid as (
    select
        groups.prison_id,
        groups.legal_status_id,
        groups.sex_code,
        groups.age_band_id,
        groups.opening_heads,
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
        grid.opening_heads + sum(coalesce(changes.net_change, 0)) over (
            partition by
                grid.prison_id,
                grid.legal_status_id,
                grid.sex_code,
                grid.age_band_id
            order by grid.date_day
        ) as heads
        {% for flow in flows %}
        , coalesce(changes.{{ flow }}, 0) as {{ flow }}
        {% endfor %}
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
    where heads + {{ flows | join(' + ') }} > 0
)

select * from final
