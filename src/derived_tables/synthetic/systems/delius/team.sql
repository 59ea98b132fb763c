-- A version of a team: four that supervise, one of unpaid work, one for what is not allocated. One
-- in twenty was given another name in the autumn of 2025 (invented).
with named as (
    select
        *,
        concat(left(borough_name, 38), case slot
            when 4 then ' UPW' when 5 then ' Unallocated' else concat(' OM ', slot + 1) end
        ) as name,
        team_id % 20 = 0 as is_renamed,
        timestamp '2025-10-06 08:00:00' + to_days((team_id % 83)::integer)
            + to_seconds(team_id % 3600) as renamed_at
    from delius_teams
),

versions as (
    select
        *, 'I' as op, 1 as row_version, timestamp '2005-04-04 05:00:02' as version_at,
        case when is_renamed then renamed_at end as until_at
    from named
    union all
    select * replace (concat(left(name, 46), ' NEW') as name), 'U', 2, renamed_at, null
    from named
    where is_renamed
)

select
    0 as block, team_id as item, version_at, until_at, op,
    team_id::varchar as team_id,
    team_code as code,
    name as description,
    code_id(district_code)::varchar as district_id,
    code_id(area_code)::varchar as probation_area_id,
    case slot when 4 then 'Y' else 'N' end as unpaid_work_team,
    '0' as private,
    '2005-04-04' as start_date,
    null::varchar as end_date,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
