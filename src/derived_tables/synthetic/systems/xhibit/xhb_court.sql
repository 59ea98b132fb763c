-- A version of a Crown Court centre: as it was first written, then with the mark of Common Platform
-- from its move on. Two rows of centres that moved house, as XHIBIT keeps them, are invented; so are
-- short names and which centres share a building with the county court.
with courts as (
    select
        crown_court_id::bigint - 400 as item, crown_court_id as crest_court_id,
        regexp_replace(upper(name), ' CROWN COURT( \((.*)\))?$', ' \2') as court_name,
        upper(name) as display_name, region, share > 0 as is_open,
        at_second(common_platform_from, 14400) as moved_at
    from crown_courts
    union all
    select
        900 + crown_court_id::bigint - 400, '000',
        regexp_replace(upper(name), ' CROWN COURT.*$', '_MOVED'), upper(name), region, false, null
    from crown_courts
    where crown_court_id in ('411', '437')
),

versions as (
    select *, timestamp '2009-04-01 15:25:00' as version_at, moved_at as until_at, 'I' as op, 'N' as cpp_court, 1 as version
    from courts
    union all
    select *, moved_at, null, 'U', 'Y', 2
    from courts
    where moved_at is not null
)

select
    0 as block, item, version_at, until_at, op,
    item::varchar as court_id,
    crest_court_id,
    trim(court_name) as court_name,
    display_name,
    left(regexp_replace(court_name, '[^A-Z]', '', 'g'), 5) as short_name,
    case when item % 5 = 3 then 'COMBINED' else 'CROWN' end as court_type,
    case region
        when 'Wales' then 'Wales and Chester'
        when 'North East' then 'North Eastern'
        when 'North West' then 'Northern'
        when 'Midlands' then 'Midlands'
        when 'South West' then 'Western'
        else 'South Eastern'
    end as circuit,
    case when is_open then 'Y' else 'N' end as in_service_flag,
    cpp_court,
    case when is_open then 'N' else 'Y' end as obs_ind,
    version::varchar as version
from versions
