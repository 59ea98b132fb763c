-- A version of a code of a domain. Two ethnicities are recoded in November 2025 (the day is
-- invented); expired codes stay.
with listed as (
    select
        *,
        case concat(domain, '.', code) when 'ETHNICITY.O1' then 'A4' when 'ETHNICITY.W8' then 'W3' end as new_code
    from read_csv(list_file('nomis_reference_codes'), all_varchar = true)
),

versions as (
    select
        domain, code, description, active_flag, expired_date, null::varchar as new_code,
        timestamp '2009-04-30 09:00:00' + to_microseconds((md5_number_lower(domain || '.' || code) >> 30)::bigint)
            as version_at,
        case when new_code is not null then timestamp '2025-11-03 09:00:00.500000' end as until_at,
        'I' as op
    from listed
    union all
    select
        domain, code, description, 'N', '2025-11-03', new_code, timestamp '2025-11-03 09:00:00.500000', null, 'U'
    from listed
    where new_code is not null
)

select
    0::bigint as block, (md5_number_lower(domain || '.' || code) >> 34)::bigint as item,
    version_at, until_at, op,
    domain, code, description, active_flag, expired_date, new_code,
    null::varchar as parent_domain,
    null::varchar as parent_code,
    (epoch_ms(version_at) * 16)::varchar as scn
from versions
