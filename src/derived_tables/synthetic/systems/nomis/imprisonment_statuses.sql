-- A version of a code of a legal status. Invented: one is expired, one is worded anew.
with changes as (
    select * from (values
        ('BOTUS', timestamp '2025-10-29 13:00:00.250000', 'ORA Breach Top Up Supervision', 'N', '2025-10-29'),
        ('DET', timestamp '2025-11-18 09:20:00.500000', 'Immigration Detainee (IA 1971)', 'Y', null)
    ) as changes (code, changed_at, description, active_flag, expiry_date)
),

listed as (
    select * from read_csv(list_file('nomis_imprisonment_statuses'), all_varchar = true)
),

versions as (
    select
        listed.id, listed.code, listed.description, listed.band_code, listed.rank_value,
        listed.active_flag, listed.expiry_date,
        timestamp '2009-05-02 09:00:00' + to_microseconds((md5_number_lower(listed.code) >> 30)::bigint)
            as version_at,
        changes.changed_at as until_at, 'I' as op
    from listed
    left join changes using (code)
    union all
    select
        listed.id, listed.code, changes.description, listed.band_code, listed.rank_value,
        changes.active_flag, changes.expiry_date, changes.changed_at, null, 'U'
    from listed
    inner join changes using (code)
)

select
    0::bigint as block, id::bigint as item, version_at, until_at, op,
    id as imprisonment_status_id,
    code as imprisonment_status,
    description, band_code, rank_value, active_flag, expiry_date,
    (epoch_ms(version_at) * 16)::varchar as scn
from versions
