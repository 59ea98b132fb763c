-- A version of an offence: known since its act, expired when the act no longer holds. Invented: two
-- are worded anew.
with changes as (
    select
        cjs_code, at_second((end_date + 1)::date, 21600) as changed_at, title, 'N' as active_flag,
        date_text(end_date) as expiry_date
    from offences
    -- the others had ended before NOMIS began
    where end_date >= date '2009-05-05'
    union all
    select cjs_code, reworded.changed_at, reworded.title, 'Y', null
    from offences
    inner join (values
        ('RV86019', timestamp '2025-11-05 18:00:00.125000', 'Use or hold a hand-held device while driving'),
        ('AS14002', timestamp '2025-10-24 18:00:00.375000', 'Fail to leave an area when directed')
    ) as reworded (cjs_code, changed_at, title) using (cjs_code)
),

versions as (
    select
        offences.cjs_code, offences.title, offences.home_office_code, offences.mode,
        case when end_date < date '2009-05-05' then 'N' else 'Y' end as active_flag,
        case when end_date < date '2009-05-05' then date_text(end_date) end as expiry_date,
        greatest(timestamp '2009-05-04 09:00:00', at_second(offences.start_date, 32400))
        + to_microseconds((md5_number_lower(offences.cjs_code) >> 30)::bigint) as version_at,
        changes.changed_at as until_at, 'I' as op
    from offences
    left join changes using (cjs_code)
    union all
    select
        offences.cjs_code, changes.title, offences.home_office_code, offences.mode,
        changes.active_flag, changes.expiry_date, changes.changed_at, null, 'U'
    from offences
    inner join changes using (cjs_code)
)

select
    0::bigint as block, (md5_number_lower(cjs_code) >> 34)::bigint as item, version_at, until_at, op,
    cjs_code as offence_code,
    left(cjs_code, 4) as statute_code,
    title as description,
    concat(left(home_office_code, 3), '/', right(home_office_code, 2)) as ho_code,
    case mode when 'indictable' then '40' when 'either' then '99' else '135' end as severity_ranking,
    active_flag, expiry_date,
    (epoch_ms(version_at) * 16)::varchar as scn
from versions
