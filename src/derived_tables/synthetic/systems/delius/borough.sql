-- A version of a borough (probation delivery unit). Changes are invented: one has a new name, one
-- is merged into its neighbour.
with changes as (
    select code, changed_at, name, selectable
    from (values
        ('N03CAV', timestamp '2025-11-03 09:00:00', 'Cardiff and the Vale', 'Y'),
        ('N57WSUS', timestamp '2025-12-01 09:00:00', null, 'N')
    ) as changes (code, changed_at, name, selectable)
),

versions as (
    select
        boroughs.code, boroughs.name, borough_id, area_code, 'Y' as selectable, 'I' as op,
        1 as row_version, timestamp '2005-04-04 05:00:00' as version_at, changes.changed_at as until_at
    from delius_boroughs as boroughs
    left join changes using (code)
    union all
    select
        boroughs.code, coalesce(changes.name, boroughs.name), borough_id, area_code,
        changes.selectable, 'U', 2, changes.changed_at, null
    from delius_boroughs as boroughs
    inner join changes using (code)
)

select
    0 as block, borough_id as item, version_at, until_at, op,
    borough_id::varchar as borough_id,
    code,
    left(name, 30) as description,
    code_id(area_code)::varchar as probation_area_id,
    selectable,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
