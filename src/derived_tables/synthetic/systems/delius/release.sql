-- A version of a release, written the day after. One in 250 stays has a temporary release that was
-- written by mistake, and deleted the day after.
with written as (
    select
        *, false as is_mistake,
        greatest(
            disposal_at + to_seconds(900),
            office_at((released_on + 1)::date, 36000, 'delius.release', block, item)
        ) as written_at
    from delius_stays
    where is_release
    union all
    select
        *, true,
        greatest(
            disposal_at + to_seconds(900),
            office_at((released_on + 1)::date, 36000, 'delius.release', block, item)
        )
    from delius_stays
    where is_release and chance('delius.release.mistake', block, item, 40)
),

versions as (
    select
        *, written_at as version_at, case when is_mistake then written_at + to_hours(25) end as until_at,
        'I' as op, 0 as is_deleted
    from written
    union all
    select *, written_at + to_hours(25), null, 'U', 1
    from written
    where is_mistake
)

select
    block, item * 2 + is_mistake::integer as item, version_at, until_at, op,
    (700000000000 + (block * 2000000 + item) * 2 + is_mistake::integer)::varchar as release_id,
    custody_id::varchar as custody_id,
    offender_id::varchar as offender_id,
    date_text(released_on) as actual_release_date,
    case
        when is_mistake then '1706' when release_kind = 'curfew' then '1702'
        when release_kind = 'life licence' then '1703' when release_kind = 're-released' then '1704'
        when release_kind = 'removed' then '1705' else '1701'
    end as release_type_id,
    institution_id::varchar as institution_id,
    'Y' as establishment,
    area_id::varchar as probation_area_id,
    is_deleted::varchar as soft_deleted,
    (1 + is_deleted)::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
