-- A version of a day of a hearing. One hearing in a hundred had a day before, which was cancelled
-- and another given instead (invented); the story has one day to a hearing.
with days as (
    select
        block, item * 2 as item, hearing_id, starts_at, heard_on, minutes, court_centre_id, ou_code,
        listed_at, resulted_at, false as is_cancelled
    from cp_hearings
    union all
    select
        block, item * 2 + 1, hearing_id, starts_at - to_days(1), (heard_on - 1)::date, minutes,
        court_centre_id, ou_code, listed_at,
        listed_at + to_seconds(datediff('second', listed_at, starts_at) // 2) as resulted_at, true
    from cp_hearings
    where chance('common_platform.day.cancelled', block, item, 100)
        and listed_at < starts_at - to_days(3)
),

versions as (
    select *, listed_at + to_seconds(1) as version_at, resulted_at as until_at, 'I' as op
    from days
    union all
    select *, resulted_at, null, 'U'
    from days
)

select
    block, item, version_at, until_at, op,
    uuid_text('common_platform.day', block, item) as id,
    hearing_id,
    time_text(starts_at) as sitting_day,
    date_text(heard_on) as date,
    (1 + pick('common_platform.day.sequence', block, item, 20))::varchar as listing_sequence,
    minutes::varchar as listed_duration_minutes,
    case when is_cancelled and op = 'U' then 'true' else 'false' end as is_cancelled,
    court_centre_id,
    fixed_uuid(concat('room ', ou_code, pick('common_platform.day.room', block, item, 8))) as court_room_id,
    case when op = 'U' and not is_cancelled then 'true' else 'false' end as has_shared_results
from versions
