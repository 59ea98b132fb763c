-- A version of a team's charge of an order: from allocation to handover, then the next team's.
with charges as (
    select
        *, 0 as place, starts_on as from_on, disposal_at + to_seconds(1500) as from_at,
        coalesce(handed_over_on, ended_on) as to_on, coalesce(handed_over_at, ended_at + to_seconds(1500)) as to_at,
        team_id as charged_team_id, '1901' as reason_id
    from delius_orders
    union all
    select
        *, 1, handed_over_on, handed_over_at + to_seconds(1), ended_on, ended_at + to_seconds(1500), next_team_id,
        case pick('delius.order_manager.reason', block, case_no, 3) when 0 then '1902' when 1 then '1903' else '1904' end
    from delius_orders
    where handed_over_at is not null
),

versions as (
    select *, from_at as version_at, to_at as until_at, 'I' as op, 1 as row_version from charges
    union all
    select *, to_at, null, 'U', 2 from charges where to_at is not null
)

select
    block, case_no * 2 + place as item, version_at, until_at, op,
    (1000000000000 + case_number * 2 + place)::varchar as order_manager_id,
    event_id::varchar as event_id,
    date_text(from_on) as allocation_date,
    case row_version when 2 then date_text(to_on) end as end_date,
    charged_team_id::varchar as allocation_team_id,
    area_id::varchar as probation_area_id,
    reason_id as allocation_reason_id,
    (4001 + pick('delius.order_manager.transfer', block, case_no * 2 + place, 5))::varchar as transfer_reason_id,
    (2 - row_version)::varchar as active_flag,
    '0' as soft_deleted,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
