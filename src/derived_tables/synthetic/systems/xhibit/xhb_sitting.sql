-- A version of a sitting: listed, closed with its case; or taken out as a mistake. Invented: rooms,
-- and that every hearing has a sitting of its own.
with versions as (
    select
        *, listed_at as version_at, case when is_mistake then removed_at else closed_at end as until_at,
        'I' as op, 1 as version, null::date as case_disposed_on
    from xhibit_hearings
    union all
    select *, closed_at, left_at, 'U', 2, closed_on
    from xhibit_hearings
    where not is_mistake
    union all
    select *, case when is_mistake then removed_at else left_at end, null, 'D', 3, null
    from xhibit_hearings
)

select
    block, item, version_at, until_at, op,
    hearing_id::varchar as sitting_id,
    (1000 + court_id)::varchar as court_site_id,
    (court_id * 100 + 1 + pick('xhibit.sitting.room', block, item, 12))::varchar as court_room_id,
    (1 + pick('xhibit.sitting.sequence', block, item, 6))::varchar as sitting_sequence_no,
    time_text(date_trunc('hour', starts_local)) as sitting_time,
    case when is_floating then 'Y' else 'N' end as is_floating,
    date_text(case_disposed_on) as case_disposed_date,
    version::varchar as version
from versions
