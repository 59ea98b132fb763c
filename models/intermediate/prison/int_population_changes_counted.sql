{# One row per day on which the heads of one group in one prison changed. #}
with

periods as (
    select * from {{ ref('int_custody_periods_banded') }}
),

changes as (
    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        started_date as changed_date,
        start_kind as in_kind,
        cast(null as varchar) as out_kind
    from periods

    union all

    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        ended_date as changed_date,
        cast(null as varchar) as in_kind,
        end_kind as out_kind
    from periods
    where ended_date is not null
),

{# All of before the first day stands on the day before it. #}
dated as (
    select
        *,
        {{ greatest_of([
            'changed_date',
            add_days("date '" ~ var('population_from') ~ "'", -1),
        ]) }} as counted_date
    from changes
),

final as (
    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        counted_date as changed_date,
        count(in_kind) - count(out_kind) as net_change,
        count(case when in_kind = 'reception' then 1 end) as receptions,
        count(case when in_kind = 'transfer' then 1 end) as transfers_in,
        count(case when in_kind = 'legal status' then 1 end)
            as status_changes_in,
        count(case when in_kind = 'birthday' then 1 end) as birthdays_in,
        count(case when out_kind = 'release' then 1 end) as releases,
        count(case when out_kind = 'transfer' then 1 end) as transfers_out,
        count(case when out_kind = 'legal status' then 1 end)
            as status_changes_out,
        count(case when out_kind = 'birthday' then 1 end) as birthdays_out
    from dated
    group by
        prison_id, legal_status_id, sex_code, age_band_id, counted_date
)

select * from final
