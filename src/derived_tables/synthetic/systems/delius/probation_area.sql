-- A version of a provider of probation: the regions, the prisons whose staff manage cases, and two
-- companies that held part of the service until June 2021.
with providers as (
    select code, name, null as institution_id, null::date as ended_on
    from probation_areas
    union all
    select prisons.prison_id, prisons.name, institution_id, null
    from prisons
    inner join delius_prisons using (prison_id)
    where length(prisons.prison_id) = 3
    union all
    select code, name, null, date '2021-06-25'
    from (values ('C07', 'CPA Durham Tees Valley'), ('C17', 'CPA London')) as companies (code, name)
),

versions as (
    select
        *, 'I' as op, 1 as row_version, timestamp '2005-04-04 05:00:00' as version_at,
        at_second((ended_on + 1)::date, 18000) as until_at
    from providers
    union all
    select *, 'U', 2, at_second((ended_on + 1)::date, 18000), null
    from providers
    where ended_on is not null
)

select
    0 as block, code_id(code) as item, version_at, until_at, op,
    code_id(code)::varchar as probation_area_id,
    code,
    left(name, 60) as description,
    case row_version when 2 then 'N' else 'Y' end as selectable,
    (ended_on is not null)::integer::varchar as private,
    institution_id::varchar as institution_id,
    case when institution_id is not null then 'Y' end as establishment,
    '2005-04-04' as start_date,
    case row_version when 2 then date_text(ended_on) end as end_date,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
