-- A version of a probation delivery unit, from the day on which the service was made one. Two
-- are merged at the end of 2025 (invented).
select
    0 as block, versions.item, version_at, until_at, op,
    units.code as pdu_code,
    coalesce(versions.name, units.name) as pdu_name,
    areas.code as region_code,
    areas.name as region_name,
    case when areas.name = 'Wales' then 'Wales' else 'England' end as country,
    case when successor is null then 'true' else 'false' end as active,
    '2021-06-26' as start_date,
    date_text(succeeded_at - to_days(1)) as end_date,
    successor as successor_pdu_code
from register_versions as versions
inner join probation_districts as units on units.code = versions.code
inner join probation_areas as areas on areas.code = units.area_code
where register = 'probation'
