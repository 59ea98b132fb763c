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

{# Heads stay until the next change; a day on which the last one left counts. #}
filled as (
    select
        running.*,
        days.date_day as population_date,
        days.date_day = running.changed_date as is_day_of_change
    from running
    inner join days
        on
            running.changed_date <= days.date_day
            and running.next_changed_date > days.date_day
    where running.heads > 0 or days.date_day = running.changed_date
),

final as (
    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        population_date,
        heads,
        case when is_day_of_change then receptions else 0 end as receptions,
        case when is_day_of_change then transfers_in else 0 end
            as transfers_in,
        case when is_day_of_change then status_changes_in else 0 end
            as status_changes_in,
        case when is_day_of_change then birthdays_in else 0 end
            as birthdays_in,
        case when is_day_of_change then releases else 0 end as releases,
        case when is_day_of_change then transfers_out else 0 end
            as transfers_out,
        case when is_day_of_change then status_changes_out else 0 end
            as status_changes_out,
        case when is_day_of_change then birthdays_out else 0 end
            as birthdays_out
    from filled
)

select * from final
