-- A provider of probation: the regions, the prisons whose staff manage cases, and two companies
-- that held part of the service until June 2021.
with providers as (
    select
        code, name, null as institution_id, false as is_private, date '2014-06-01' as starts_on,
        null::date as ended_on
    from probation_areas
    union all
    select
        prisons.prison_id, prisons.name, institution_id, false, date '2019-10-01', null
    from prisons
    inner join delius_prisons using (prison_id)
    where length(prisons.prison_id) = 3
    union all
    select code, name, null, true, date '2014-06-01', date '2021-06-25'
    from (values ('C07', 'CPA Durham Tees Valley'), ('C17', 'CPA London')) as companies (code, name)
)

select
    0 as block, code_id(code) as item,
    at_second(coalesce((ended_on + 1)::date, starts_on), 18000) as version_at,
    null::timestamp as until_at,
    'I' as op,
    code_id(code)::varchar as probation_area_id,
    code,
    left(name, 60) as description,
    case when is_private then 'N' else 'Y' end as selectable,
    is_private::integer::varchar as private,
    institution_id::varchar as institution_id,
    case when institution_id is not null then 'Y' end as establishment,
    date_text(starts_on) as start_date,
    date_text(ended_on) as end_date,
    '1' as row_version,
    time_text(local_time(at_second(coalesce((ended_on + 1)::date, starts_on), 18000))) as last_updated_datetime
from providers
