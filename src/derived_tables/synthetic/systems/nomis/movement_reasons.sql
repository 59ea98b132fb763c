-- A version of a reason of movement. Invented: one is expired, one added, one added for a test and
-- deleted, one deleted by mistake and put back a week later.
with changes as (
    select * from (values
        ('REL', 'TEST', timestamp '2025-10-17 08:41:10.750000', timestamp '2025-10-24 15:20:33', 'I', 'Test, do not use', 'Y', null),
        ('REL', 'TEST', timestamp '2025-10-24 15:20:33', null, 'D', 'Test, do not use', 'Y', null),
        ('TRN', 'PROD', timestamp '2025-11-05 12:02:07.375000', timestamp '2025-11-12 09:30:00', 'D', 'For Production', 'Y', null),
        ('TRN', 'PROD', timestamp '2025-11-12 09:30:00', null, 'I', 'For Production', 'Y', null),
        ('TAP', 'C6', timestamp '2025-11-20 16:45:12.625000', null, 'U', 'Hospital Visit, Not Booked', 'N', '2025-11-20'),
        ('TAP', 'R28', timestamp '2025-12-01 07:55:48.875000', null, 'I', 'Paid Work, Day Release', 'Y', null)
    ) as changes (movement_type, reason_code, version_at, until_at, op, description, active_flag, expiry_date)
),

first_changes as (
    select movement_type, reason_code, min(version_at) as changed_at
    from changes
    group by movement_type, reason_code
),

versions as (
    select
        listed.movement_type, listed.reason_code,
        timestamp '2009-05-01 09:00:00'
        + to_microseconds((md5_number_lower(listed.movement_type || listed.reason_code) >> 30)::bigint) as version_at,
        first_changes.changed_at as until_at,
        'I' as op, listed.description, 'Y' as active_flag, null::varchar as expiry_date
    from read_csv(list_file('nomis_movement_reasons'), all_varchar = true) as listed
    left join first_changes using (movement_type, reason_code)
    union all
    select * from changes
)

select
    0::bigint as block, (md5_number_lower(movement_type || reason_code) >> 34)::bigint as item,
    version_at, until_at, op,
    movement_type,
    reason_code as movement_reason_code,
    description, active_flag, expiry_date,
    (epoch_ms(version_at) * 16)::varchar as scn
from versions
