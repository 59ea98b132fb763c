-- A version of a sentence or order: as passed, with the end corrected for some, and ended. One in
-- 250 was first written of the wrong kind, deleted and written anew.
with measured as (
    select
        *,
        case
            when kind = 'community' then order_days * 12 // 365
            when kind = 'suspended' or is_custody then greatest(1, sentence_days // 30)
        end as months,
        case
            when disposal = 'life' then null
            when kind = 'community' then order_days
            else sentence_days
        end as days,
        case
            when disposal = 'life' then '304' when kind = 'community' then '320'
            when kind = 'suspended' then '321' when is_listed_offence then '303'
            when sentence_days < 365 then '301' else '302'
        end as disposal_type_id
    from delius_orders
),

versions as (
    select
        *, 0 as place, disposal_at as version_at, coalesce(moved_at, ended_at) as until_at,
        'I' as op, 1 as row_version, false as has_ended, 0 as is_deleted
    from measured
    union all
    select *, 0, moved_at, ended_at, 'U', 2, false, 0
    from measured
    where moved_at is not null
    union all
    select *, 0, ended_at, null, 'U', 3, true, 0
    from measured
    where ended_at is not null
    union all
    select
        * replace ('305' as disposal_type_id), 1, disposal_at - to_seconds(900),
        disposal_at - to_seconds(200), 'I', 1, false, 0
    from measured
    where chance('delius.disposal.mistake', block, case_no, 40)
    union all
    select * replace ('305' as disposal_type_id), 1, disposal_at - to_seconds(200), null, 'U', 2, false, 1
    from measured
    where chance('delius.disposal.mistake', block, case_no, 40)
)

select
    block, case_no * 2 + place as item, version_at, until_at, op,
    (disposal_id + place)::varchar as disposal_id,
    event_id::varchar as event_id,
    offender_id::varchar as offender_id,
    disposal_type_id,
    date_text(starts_on) as disposal_date,
    case when disposal <> 'life' then months::varchar end as length,
    case when kind = 'suspended' then (order_days * 12 // 365)::varchar end as length_2,
    days::varchar as length_in_days,
    case when disposal <> 'life' then months::varchar end as entry_length,
    case when disposal <> 'life' then '1203' end as entry_length_units_id,
    null::varchar as value,
    case when disposal <> 'life' then date_text(expected_end_on) end as notional_end_date,
    case when row_version > 1 and place = 0 and moved_at is not null
        then date_text((expected_end_on + 7)::date) end as entered_notional_end_date,
    case when has_ended then date_text(ended_on) end as termination_date,
    case when has_ended then
        case
            when end_reason = 'death' then '1306'
            when end_reason = 'good progress' then '1302'
            when end_reason = 'breach' and kind = 'suspended' then '1304'
            when end_reason = 'breach' then '1303'
            when end_reason = 'unpaid work' then '1305'
            else '1301'
        end
    end as disposal_termination_reason_id,
    has_work::integer::varchar as upw,
    case when has_ended then '0' else '1' end as active_flag,
    is_deleted::varchar as soft_deleted,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
