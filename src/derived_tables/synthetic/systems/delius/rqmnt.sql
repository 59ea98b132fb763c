-- A version of a requirement of an order: imposed, begun, half done, ended. A few were written
-- by mistake and deleted; an orphan is written before its order.
with imposed as (
    select
        orders.*, kinds.place, kinds.requirement_type_id, kinds.subtype_id, kinds.amount,
        orders.case_no * 8 + kinds.place as item
    from delius_orders as orders
    cross join lateral (values
        (1, '701', '2001', has_work, 40 + 20 * pick('delius.rqmnt.hours', block, case_no, 10)),
        (2, '702', '2003', has_activity, 10 + 5 * pick('delius.rqmnt.days', block, case_no, 6)),
        (3, '703', '2004', chance('delius.rqmnt.curfew', block, case_no, 1800),
            2 + pick('delius.rqmnt.curfew_months', block, case_no, 4)),
        (4, '704', '2005', chance('delius.rqmnt.treatment', block, case_no, 900),
            6 + 3 * pick('delius.rqmnt.treatment_months', block, case_no, 2)),
        (5, '705', '2008', chance('delius.rqmnt.programme', block, case_no, 700),
            20 + pick('delius.rqmnt.sessions', block, case_no, 20))
    ) as kinds (place, requirement_type_id, subtype_id, is_imposed, amount)
    where not orders.is_custody and kinds.is_imposed
),

planned as (
    select
        *,
        (starts_on + 14)::date as expected_start_on,
        -- most are done before the order ends
        case
            when end_reason = 'unpaid work' and place = 1 then ended_on
            when end_reason in ('breach', 'good progress', 'death') then ended_on
            else days_after(ended_on, -(ended_on - starts_on) * pick('delius.rqmnt.early', block, item, 40) // 100)
        end as ends_on,
        pick('delius.rqmnt.done', block, item, 10000) as done_u,
        disposal_at + to_seconds(60 + place) as imposed_at
    from imposed
),

dated as (
    select
        * replace (
            case when mess('orphan') and chance('delius.rqmnt.orphan', block, item, 100)
                then imposed_at - to_minutes(20) else imposed_at end as imposed_at
        ),
        case when ends_on > starts_on + 60
            then working_day(days_after(starts_on, 8 + pick('delius.rqmnt.start', block, item, 21)))
        end as commenced_on,
        case
            when end_reason = 'death' then '1404'
            when end_reason in ('breach', 'good progress') then '1403'
            when done_u < 1500 and place <> 1 then '1402'
            else '1401'
        end as reason_id,
        place > 2 and chance('delius.rqmnt.mistake', block, item, 100) as is_mistake
    from planned
),

timed as (
    select
        *,
        office_at(commenced_on, 61200, 'delius.rqmnt.begun', block, item) as begun_at,
        case when commenced_on is not null and requirement_type_id in ('702', '705')
            then office_at(working_day(days_after(commenced_on, (ends_on - commenced_on) // 2)), 61200, 'delius.rqmnt.half', block, item)
        end as half_at,
        case when not is_unwritten
            then office_at(working_day((ends_on + 1)::date), 46800, 'delius.rqmnt.end', block, item)
        end as written_off_at
    from dated
),

versions as (
    select
        *, imposed_at as version_at,
        case when is_mistake then imposed_at + to_hours(3) else coalesce(begun_at, written_off_at) end as until_at,
        'I' as op, 1 as row_version
    from timed
    union all
    select *, imposed_at + to_hours(3), null, 'U', 2
    from timed
    where is_mistake
    union all
    select *, begun_at, coalesce(half_at, written_off_at), 'U', 2
    from timed
    where begun_at is not null and not is_mistake
    union all
    select *, half_at, written_off_at, 'U', 3
    from timed
    where half_at is not null and not is_mistake
    union all
    select *, written_off_at, null, 'U', 4
    from timed
    where written_off_at is not null and not is_mistake
)

select
    block, item, version_at, until_at, op,
    (900000000000 + case_number * 8 + place)::varchar as rqmnt_id,
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
