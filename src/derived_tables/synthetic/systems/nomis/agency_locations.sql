-- A version of a place: prisons, courts, hospitals, and the two that are none. Invented: what
-- befalls four of them.
with places as (
    select
        prison_id as agy_loc_id, upper(name) as description, 'INST' as type,
        case when active then 'Y' else 'N' end as active_flag,
        case when not active then '2013-03-31' end as deactivation_date
    from prisons
    union all
    select
        register_id,
        -- as it was first written
        left(case register_id when 'LEEDMC' then 'Leeds Magistrates Court' else name end, 40),
        'CRT', 'Y', null
    from (
        select register_id, name from crown_courts
        union all
        select register_id, name from magistrates_courts
        union all
        select register_id, name from other_courts
    ) as courts
    union all
    select * from (values
        ('OUT', 'OUTSIDE', 'OUT', 'Y', null), ('TRN', 'TRANSFER', 'TRN', 'Y', null),
        ('BROADM', 'Broadmoor Hospital', 'HSHOSP', 'Y', null), ('RAMPTN', 'Rampton Hospital', 'HSHOSP', 'Y', null)
    ) as others (agy_loc_id, description, type, active_flag, deactivation_date)
),

changes as (
    select * from (values
        ('LEEDMC', timestamp '2025-10-21 09:14:02.250000', 'U', 'Leeds Magistrates'' Court', 'Y', null),
        ('DAI', timestamp '2025-11-12 17:05:41.125000', 'U', 'DARTMOOR (HMP)', 'N', '2025-11-12'),
        ('HMI', timestamp '2025-11-26 10:30:00.500000', 'U', 'HUMBER (HMP & YOI)', 'Y', null),
        ('WAI', timestamp '2025-12-03 11:00:09.000000', 'D', 'THE WEARE (HMP)', 'N', '2013-03-31')
    ) as changes (agy_loc_id, changed_at, op, description, active_flag, deactivation_date)
),

versions as (
    select
        places.*,
        timestamp '2009-06-01 09:00:00'
        + to_microseconds((md5_number_lower(places.agy_loc_id) >> 30)::bigint) as version_at,
        changes.changed_at as until_at, 'I' as op
    from places
    left join changes using (agy_loc_id)
    union all
    select
        changes.agy_loc_id, changes.description, places.type, changes.active_flag, changes.deactivation_date,
        changes.changed_at, null, changes.op
    from changes
    inner join places using (agy_loc_id)
)

select
    0::bigint as block, (md5_number_lower(agy_loc_id) >> 34)::bigint as item, version_at, until_at, op,
    agy_loc_id, description,
    type as agency_location_type,
    active_flag, deactivation_date,
    (epoch_ms(version_at) * 16)::varchar as scn
from versions
