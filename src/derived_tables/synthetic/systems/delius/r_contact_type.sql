-- A version of a kind of contact, as listed. One was given another name in October 2025 (invented).
with versions as (
    select
        *, 'I' as op, 1 as row_version, timestamp '2005-04-04 05:00:00' as version_at,
        case code when 'COUP' then timestamp '2025-10-27 10:00:00' end as until_at
    from delius_contact_types
    union all
    select
        * replace ('Unplanned Contact from Case' as description), 'U', 2,
        timestamp '2025-10-27 10:00:00', null
    from delius_contact_types
    where code = 'COUP'
)

select
    0 as block, contact_type_id::bigint as item, version_at, until_at, op,
    contact_type_id,
    code,
    description,
    attendance as attendance_contact,
    national_standards as national_standards_contact,
    hours_credited as recorded_hours_credited,
    rar_activity,
    outcome as contact_outcome_flag,
    'Y' as selectable,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
