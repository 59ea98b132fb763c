-- A version of a day of a hearing. One hearing in a hundred had a day before, which was cancelled
-- and another given instead (invented); the story has one day to a hearing.
with days as (
    select
        block, item * 2 as item, hearing_id, starts_at, heard_on, minutes, court_centre_id, ou_code,
        listed_at, resulted_at, 'false' as is_cancelled
    from cp_hearings
    union all
    select
        block, item * 2 + 1, hearing_id, starts_at - to_days(1), (heard_on - 1)::date, minutes,
        court_centre_id, ou_code, listed_at,
        listed_at + to_seconds(datediff('second', listed_at, starts_at) // 2), 'true'
    from cp_hearings
    where chance('common_platform.day.cancelled', block, item, 100)
        and listed_at < starts_at - to_days(3)
),

rooms as (
    select ou_code, number, fixed_uuid(concat('room ', ou_code, number)) as court_room_id
    from cp_courts
    cross join range(8) as room (number)
),

described as materialized (
    select
        block, item, listed_at, resulted_at, is_cancelled,
        uuid_text('common_platform.day', block, item) as id,
        hearing_id,
        time_text(starts_at) as sitting_day,
        date_text(heard_on) as date,
        (1 + pick('common_platform.day.sequence', block, item, 20))::varchar as listing_sequence,
        minutes::varchar as listed_duration_minutes,
        court_centre_id,
        court_room_id
    from days
    inner join rooms
        on rooms.ou_code = days.ou_code
        and rooms.number = pick('common_platform.day.room', block, item, 8)
)

select
    block, item, listed_at + to_seconds(1) as version_at, resulted_at as until_at, 'I' as op,
    id, hearing_id, sitting_day, date, listing_sequence, listed_duration_minutes,
    'false' as is_cancelled, court_centre_id, court_room_id, 'false' as has_shared_results
from described
union all
select
    block, item, resulted_at, null, 'U',
    id, hearing_id, sitting_day, date, listing_sequence, listed_duration_minutes,
    is_cancelled, court_centre_id, court_room_id,
    case is_cancelled when 'true' then 'false' else 'true' end
from described
