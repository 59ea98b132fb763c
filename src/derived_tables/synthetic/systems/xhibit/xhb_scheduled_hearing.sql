-- A version of a day of a hearing: listed, heard, closed with the case; or taken out as a mistake.
-- Reasons of trials that did not go ahead are invented.
with outcomes as materialized (
    select hearings.*, outcome_id
    from xhibit_hearings as hearings
    left join xhibit_outcome_slots as slots
        on slots.pool = hearings.trial_outcome
        and slots.slot = pick('xhibit.scheduled_hearing.outcome', block, item, 1000)
),

versions as (
    select
        *, listed_at as version_at, case when is_mistake then removed_at else resulted_at end as until_at,
        'I' as op, 1 as version, null::date as case_disposed_on
    from outcomes
    union all
    select *, resulted_at, closed_at, 'U', 2, null
    from outcomes
    where not is_mistake
    union all
    select *, closed_at, left_at, 'U', 3, closed_on
    from outcomes
    where not is_mistake
    union all
    select *, case when is_mistake then removed_at else left_at end, null, 'D', 4, null
    from outcomes
)

select
    block, item, version_at, until_at, op,
    hearing_id::varchar as scheduled_hearing_id,
    hearing_id::varchar as sitting_id,
    hearing_id::varchar as hearing_id,
    (1 + pick('xhibit.scheduled_hearing.sequence', block, item, 5))::varchar as sequence_no,
    date_text(heard_on) as date_of_hearing,
    case when version > 1 then time_text(starts_local) end as start_time,
    case when version > 1 then time_text(starts_local + to_minutes(minutes)) end as end_time,
    'N' as is_case_active,
    case when version > 1 then outcome_id end as ref_cracked_effective_id,
    date_text(case_disposed_on) as case_disposed_date,
    version::varchar as version
from versions
