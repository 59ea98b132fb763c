-- A version of a conviction: written with it, changed by a failure or a breach, and closed.
with versions as (
    select
        *, event_at as version_at, coalesce(failed_at, ended_at) as until_at, 'I' as op,
        1 as row_version, 0 as failures, 0 as in_breach, 1 as is_active
    from delius_orders
    union all
    select
        *, failed_at, ended_at, 'U', 2, case end_reason when 'breach' then 2 else 1 end,
        case end_reason when 'breach' then 1 else 0 end, 1
    from delius_orders
    where failed_at is not null
    union all
    select
        *, ended_at, null, 'U', 3,
        case when failed_at is null then 0 when end_reason = 'breach' then 2 else 1 end, 0, 0
    from delius_orders
    where ended_at is not null
)

select
    block, case_no as item, version_at, until_at, op,
    event_id::varchar as event_id,
    offender_id::varchar as offender_id,
    (1 + case_no % 1000)::varchar as event_number,
    date_text(convicted_on) as referral_date,
    date_text(convicted_on) as conviction_date,
    court_id::varchar as court_id,
    null::varchar as consecutive_to_event_id,
    null::varchar as concurrent_with_event_id,
    in_breach::varchar as in_breach,
    case when is_active = 0 and end_reason = 'breach' then date_text(ended_on) end as breach_end,
    failures::varchar as ftc_count,
    is_active::varchar as active_flag,
    '0' as soft_deleted,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
