-- A version of a court, with the register's code. Those that closed may not be chosen; one was
-- given another name in November 2025 (invented). The provider is the one of its region.
with courts as (
    select register_id, name, '1801' as type_id, crowns.share > 0 as is_open, units.borough_code
    from crown_courts as crowns
    left join (
        select crown_court_id, min(borough_code) as borough_code
        from magistrates_courts
        inner join delius_court_units using (court_code)
        group by crown_court_id
    ) as units using (crown_court_id)
    union all
    select register_id, name, '1802', share > 0, borough_code
    from magistrates_courts
    inner join delius_court_units using (court_code)
    union all
    select register_id, name, '1803', false, null
    from other_courts
),

versions as (
    select
        *, 'I' as op, 1 as row_version, timestamp '2005-04-04 05:00:00' as version_at,
        case register_id when 'BEXLMC' then timestamp '2025-11-24 09:30:00' end as until_at
    from courts
    union all
    select
        * replace ('Bexley and Greenwich Magistrates'' Court' as name), 'U', 2,
        timestamp '2025-11-24 09:30:00', null
    from courts
    where register_id = 'BEXLMC'
)

select
    0 as block, code_id(register_id) as item, version_at, until_at, op,
    code_id(register_id)::varchar as court_id,
    register_id as code,
    versions.name as court_name,
    type_id as court_type_id,
    code_id(boroughs.area_code)::varchar as probation_area_id,
    case when is_open then 'Y' else 'N' end as selectable,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
left join delius_boroughs as boroughs on boroughs.code = versions.borough_code
