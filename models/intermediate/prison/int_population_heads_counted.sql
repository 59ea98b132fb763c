{# One row per day of changes in one group, and per stretch of days without. #}
with

changes as (
    select * from {{ ref('int_population_changes_counted') }}
),

running as (
    select
        *,
        {{ population_group() }} as population_group_text,
        {{ add_days('changed_date', 1) }} as following_date,
        lead(changed_date, 1, date '2999-01-01') over (
            partition by prison_id, legal_status_id, sex_code, age_band_id
            order by changed_date
        ) as next_changed_date,
        cast(sum(net_change) over (
            partition by prison_id, legal_status_id, sex_code, age_band_id
            order by changed_date
        ) as integer) as heads
    from changes
),

final as (
    {# A day of changes counts, even if on it the last one left. #}
    select
        population_group_text,
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        changed_date as from_date,
        following_date as until_date,
        heads,
        cast(receptions as integer) as receptions,
        cast(transfers_in as integer) as transfers_in,
        cast(status_changes_in as integer) as status_changes_in,
        cast(birthdays_in as integer) as birthdays_in,
        cast(releases as integer) as releases,
        cast(transfers_out as integer) as transfers_out,
        cast(status_changes_out as integer) as status_changes_out,
        cast(birthdays_out as integer) as birthdays_out
    from running

    union all

    {# Heads stay until the next. #}
    select
        population_group_text,
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        following_date as from_date,
        next_changed_date as until_date,
        heads,
        0 as receptions,
        0 as transfers_in,
        0 as status_changes_in,
        0 as birthdays_in,
        0 as releases,
        0 as transfers_out,
        0 as status_changes_out,
        0 as birthdays_out
    from running
    where heads > 0 and following_date < next_changed_date
)

select * from final
