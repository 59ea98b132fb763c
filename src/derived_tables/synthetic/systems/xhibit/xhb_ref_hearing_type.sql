-- A version of a hearing type of a court. Invented: that plea and directions was the last to become
-- obsolete, and when; staff of one court at a time change a description.
with types as (
    select
        court_id * 100 + types.number as item, court_id, types.category, types.code, types.description,
        types.obsolete = 'Y' as is_obsolete,
        case when types.obsolete = 'Y' then timestamp '2016-01-05 09:00:00' end as obsolete_at,
        case
            when types.code = 'FCM' and court_id % 10 = 4 then timestamp '2025-11-04 10:30:00'
        end as renamed_at
    from (select crown_court_id::bigint - 400 as court_id from crown_courts) as courts
    cross join xhibit_hearing_types as types
),

versions as (
    select
        *, timestamp '2011-05-20 15:48:55' as version_at, coalesce(obsolete_at, renamed_at) as until_at,
        'I' as op, 1 as version
    from types
    union all
    select *, coalesce(obsolete_at, renamed_at), null, 'U', 2
    from types
    where obsolete_at is not null or renamed_at is not null
)

select
    0 as block, item, version_at, until_at, op,
    item::varchar as ref_hearing_type_id,
    code as hearing_type_code,
    case when version = 2 and renamed_at is not null then 'For ' || description else description end as hearing_type_desc,
    category,
    court_id::varchar as court_id,
    case when version = 2 and is_obsolete then 'Y' else 'N' end as obs_ind,
    version::varchar as version
from versions
