-- A version of a district (local admin unit), two to a borough. Those of the borough that is merged
-- go to its neighbour (invented).
with districts as (
    select district_code, borough_code, borough_id, borough_name
    from delius_teams
    where slot < 2
),

versions as (
    select
        *, 'I' as op, 1 as row_version, timestamp '2005-04-04 05:00:01' as version_at,
        case borough_code when 'N57WSUS' then timestamp '2025-12-01 09:00:01' end as until_at
    from districts
    union all
    select
        * replace (code_id('N57SUS') as borough_id), 'U', 2, timestamp '2025-12-01 09:00:01', null
    from districts
    where borough_code = 'N57WSUS'
)

select
    0 as block, code_id(district_code) as item, version_at, until_at, op,
    code_id(district_code)::varchar as district_id,
    district_code as code,
    concat(left(borough_name, 28), ' ', right(district_code, 1)) as description,
    borough_id::varchar as borough_id,
    'Y' as selectable,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
