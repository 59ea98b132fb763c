{# One row per prison, day, legal status, sex and age band with anybody. #}
with

changes as (
    select * from {{ ref('int_population_changes_counted') }}
),

{# To the last whole day. #}
days as (
    {{ date_spine(
        "date '" ~ var('population_from') ~ "'",
        add_days('cast(' ~ build_moment() ~ ' as date)', -1)
    ) }}
),

running as (
    select
        *,
        cast(sum(net_change) over (
            partition by prison_id, legal_status_id, sex_code, age_band_id
            order by changed_date
        ) as bigint) as heads,
        lead(changed_date, 1, date '2999-01-01') over (
            partition by prison_id, legal_status_id, sex_code, age_band_id
            order by changed_date
        ) as next_changed_date
    from changes
),

{# A day of changes counts, even if on it the last one left. #}
changed as (
    select
        running.*,
        days.date_day
    from running
    inner join days
        on running.changed_date = days.date_day
),

{# Heads stay until the next. #}
carried as (
    select
        running.*,
        days.date_day
    from running
    inner join days
        on
            running.changed_date < days.date_day
            and running.next_changed_date > days.date_day
    where running.heads > 0
),

final as (
    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        date_day as population_date,
        heads,
        receptions,
        transfers_in,
        status_changes_in,
        birthdays_in,
        releases,
        transfers_out,
        status_changes_out,
        birthdays_out
    from changed

    union all

    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        date_day as population_date,
        heads,
        0 as receptions,
        0 as transfers_in,
        0 as status_changes_in,
        0 as birthdays_in,
        0 as releases,
        0 as transfers_out,
        0 as status_changes_out,
        0 as birthdays_out
    from carried
)

select * from final
