-- A version of a hearing: listed, over, closed with the case; or taken out as a mistake. The story
-- gives a hearing one day.
with typed as (
    select hearings.*, hearings.court_id * 100 + types.number as ref_hearing_type_id
    from xhibit_hearings as hearings
    inner join xhibit_hearing_types as types
        on types.code = hearings.hearing_type_code and types.category = hearings.case_type
),

versions as (
    select
        *, listed_at as version_at, case when is_mistake then removed_at else resulted_at end as until_at, 'I' as op,
        1 as version, null::date as ends_on, null::date as case_disposed_on
    from typed
    union all
    select *, resulted_at, closed_at, 'U', 2, heard_on, null
    from typed
    where not is_mistake
    union all
    select *, closed_at, left_at, 'U', 3, heard_on, closed_on
    from typed
    where not is_mistake
    union all
    select *, case when is_mistake then removed_at else left_at end, null, 'D', 4, null, null
    from typed
)

select
    block, item, version_at, until_at, op,
    hearing_id::varchar as hearing_id,
    case_id::varchar as case_id,
    ref_hearing_type_id::varchar as ref_hearing_type_id,
    court_id::varchar as court_id,
    date_text(heard_on) as hearing_start_date,
    date_text(ends_on) as hearing_end_date,
    date_text(case_disposed_on) as case_disposed_date,
    version::varchar as version
from versions
