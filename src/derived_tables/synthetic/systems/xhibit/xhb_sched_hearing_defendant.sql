-- A version of a defendant's place on a day's list. A second defendant is not listed at one hearing
-- in five (invented).
with listed as materialized (
    select
        hearings.*, defendants.defendant_no, defendants.defendant_id
    from xhibit_hearings as hearings
    inner join xhibit_defendants as defendants using (block, case_no)
    where defendants.is_principal or hearings.is_last
        or not chance('xhibit.sched_hearing_defendant.absent', hearings.block, hearings.item, 2000)
),

versions as (
    select
        *, listed_at + to_seconds(2) as version_at,
        case when is_mistake then removed_at else closed_at end as until_at, 'I' as op, 1 as version,
        null::date as case_disposed_on
    from listed
    union all
    select *, closed_at, left_at, 'U', 2, closed_on
    from listed
    where not is_mistake
    union all
    select *, case when is_mistake then removed_at else left_at end, null, 'D', 3, null
    from listed
)

select
    block, item * 2 + defendant_no - 1 as item, version_at, until_at, op,
    (hearing_id * 2 + defendant_no - 1)::varchar as sched_hear_def_id,
    hearing_id::varchar as scheduled_hearing_id,
    defendant_id::varchar as defendant_on_case_id,
    date_text(case_disposed_on) as case_disposed_date,
    version::varchar as version
from versions
