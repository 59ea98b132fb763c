-- A version of a requirement of an order: imposed, begun, half done, ended. A few were written
-- by mistake and deleted; an orphan is written before its order.
with versions as (
    select
        *, imposed_at as version_at,
        case when is_mistake then imposed_at + to_hours(3) else coalesce(begun_at, written_off_at) end as until_at,
        'I' as op, 1 as row_version
    from delius_requirements
    union all
    select *, imposed_at + to_hours(3), null, 'U', 2
    from delius_requirements
    where is_mistake
    union all
    select *, begun_at, coalesce(half_at, written_off_at), 'U', 2
    from delius_requirements
    where begun_at is not null and not is_mistake
    union all
    select *, half_at, written_off_at, 'U', 3
    from delius_requirements
    where half_at is not null and not is_mistake
    union all
    select *, written_off_at, null, 'U', 4
    from delius_requirements
    where written_off_at is not null and not is_mistake
)

select
    block, item, version_at, until_at, op,
    requirement_id::varchar as rqmnt_id,
    disposal_id::varchar as disposal_id,
    offender_id::varchar as offender_id,
    requirement_type_id as rqmnt_type_main_category_id,
    subtype_id as rqmnt_type_sub_category_id,
    amount::varchar as length,
    date_text(starts_on) as start_date,
    date_text(expected_start_on) as expected_start_date,
    case when row_version > 1 then date_text(commenced_on) end as commencement_date,
    date_text(expected_end_on) as expected_end_date,
    case when row_version = 4 then date_text(ends_on) end as termination_date,
    case when row_version = 4 then reason_id end as rqmnt_termination_reason_id,
    case
        when requirement_type_id not in ('702', '705') or row_version = 1 then null
        when row_version = 2 then '0'
        when row_version = 3 then (amount // 2)::varchar
        when reason_id = '1401' then amount::varchar
        else (amount * 7 // 10)::varchar
    end as attendance_count,
    case
        when requirement_type_id <> '702' or row_version = 1 then null
        when row_version = 2 then '0'
        when row_version = 3 then (amount // 2)::varchar
        when reason_id = '1401' then amount::varchar
        else (amount * 7 // 10)::varchar
    end as rar_count,
    case row_version when 4 then '0' else '1' end as active_flag,
    case when is_mistake and row_version = 2 then '1' else '0' end as soft_deleted,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
