-- A version of a case: received, then with its first hearing. The police's number is missing at
-- first for one in fifty. One in 300 is entered twice; the second entry has nothing to it and is
-- deleted days later. Invented: how cases begin, and who prosecutes.
with entered as (
    select
        *,
        case when heard_at < coalesce(moved_at, heard_at + to_days(1)) then heard_at end as first_heard_at,
        mess('before_receipt') and chance('libra.case.late', block, case_no, 150) as is_received_late,
        created_at + to_seconds(172800 + pick('libra.case.removed', block, case_no, 600000)) as removed_at
    from libra_cases
),

versions as (
    select
        *, created_at as version_at, first_heard_at as until_at, 'I' as op, 0 as copy, null::date as heard_on
    from entered
    union all
    select *, first_heard_at, null, 'U', 0, first_hearing_on
    from entered
    where first_heard_at is not null
    union all
    select *, created_at + to_seconds(900), removed_at, 'I', 1, null
    from entered
    where chance('libra.case.copy', block, case_no, 33) and removed_at < coalesce(moved_at, ended_at)
    union all
    select *, removed_at, null, 'D', 1, null
    from entered
    where chance('libra.case.copy', block, case_no, 33) and removed_at < coalesce(moved_at, ended_at)
)

select
    block, case_no * 2 + copy as item, version_at, until_at, op,
    (case_id + copy)::varchar as case_id,
    -- a second entry has a number of its own
    concat(magistrates_court_code, lpad(case_number::varchar, 10, '0'), case when copy = 1 then 'A' end) as case_number,
    case when op = 'I' and chance('libra.case.urn', block, case_no, 200) then null else urn end as urn,
    magistrates_court_code as court_code,
    'ADULT' as jurisdiction,
    initiation,
    case
        when initiation = 'SJP NOTICE' then ['POLICE', 'POLICE', 'DVLA', 'TVL'][1 + initiation_u % 4]
        when initiation = 'SUMMONS' then ['COUNCIL', 'DWP', 'TFL', 'RSPCA'][1 + initiation_u % 4]
        else 'CPS'
    end as prosecutor,
    -- received later than first heard, as staff wrote it
    date_text(case
        when is_received_late then (first_hearing_on + 1 + pick('libra.case.late_days', block, case_no, 10)::integer)::date
        else received_on
    end) as received_date,
    date_text(heard_on) as first_hearing_date
from versions
