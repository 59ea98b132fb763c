-- A version of an entry in the log of supervision. About one a week in the community, one in three
-- weeks in custody; older ones than the history are in no extract. An appointment is written some
-- days before and again with its outcome; an entry once. One in 300 is deleted, some come back. Who
-- is released after more than a week of a sentence is seen first within days, at an appointment.
with phases as (
    select
        block, case_no, 0 as phase, starts_on as from_on, ended_on as to_on, 6 as gap,
        case when has_work and has_activity then 'mixed' when has_work then 'work' else 'activity' end as pool,
        pool as first_pool
    from delius_orders
    where not is_custody
    union all
    select block, case_no, spell_no * 2, from_on, least(released_on, ended_on), 16, 'custody', 'custody'
    from delius_stays
    union all
    select
        block, case_no, spell_no * 2 + 1, released_on, coalesce(next_admitted_on, ended_on), 6, 'licence',
        case when released_on > from_on + 7 then 'release' else 'licence' end
    from delius_stays
),

-- From an even number on, so that a follow-up has the contact that it follows.
counted as (
    select
        phases.*,
        greatest(0, (getvariable('history_from')::date - from_on - 9) // gap + 2) // 2 * 2 as first_no,
        least(
            (to_on - from_on - 12) // gap,
            -- those planned by the end of the story
            (getvariable('to_end')::date - from_on) // gap + 1
        ) as contacts
    from phases
    where to_on > getvariable('history_from')::date
),

numbered as (
    select
        block, case_no, case contact.number when 0 then first_pool else pool end as pool,
        (case_no * 16 + phase) * 2048 + contact.number as item,
        from_on, gap, contact.number
    from counted
    cross join lateral range(first_no, contacts) as contact (number)
),

drawn as (
    select
        *,
        pick('delius.contact.type', block, item, 10000) as type_slot,
        pick('delius.contact.outcome', block, item, 10000) as outcome_slot,
        draw('delius.contact.lot', block, item)::bigint as lot,
        draw('delius.contact.clock', block, item)::bigint as clock_lot
    from numbered
),

typed as (
    select
        drawn.block, drawn.case_no, drawn.item, lot, clock_lot,
        -- each in a slot of its own, from the second week on; the first after a release in the first
        working_day(days_after(from_on, case drawn.pool
            when 'release' then 1 + lot % 8 else 9 + number * gap + lot % gap
        end)) as contact_on,
        (lot >> 4) % 3334 < 11 as is_deleted, (lot >> 4) % 3334 = 0 as is_restored,
        types.*, outcomes.contact_outcome_type_id, outcomes.attended, outcomes.complied
    from drawn
    inner join delius_contact_slots as types on types.pool = drawn.pool and types.slot = drawn.type_slot
    inner join delius_outcome_slots as outcomes on outcomes.slot = drawn.outcome_slot
),

timed as (
    select
        *,
        at_second(days_after(contact_on, -1 - (clock_lot >> 3) % 5), 30600 + (clock_lot >> 7) % 28000)
            + to_microseconds(lot % 1000000) as planned_at,
        at_second(days_after(contact_on, case when is_follow_up and item % 2 = 1 then 3 else (lot >> 9) % 3 end), 61200 + (clock_lot >> 5) % 14000)
            + to_microseconds(clock_lot % 1000000) as written_at,
        case
            when is_automatic then null
            when mess('clock_change') and contact_on in (
                last_sunday(year(contact_on), 3) + 1, last_sunday(year(contact_on), 10) + 1
            ) and lot % 10 = 0 then 90
            when is_work then 540
            else 540 + 5 * ((clock_lot >> 11) % 82)
        end as minute
    from typed
),

versions as (
    select
        *, unnest(case
            when is_restored then [1, 2, 3, 4] when is_deleted then [1, 2, 3] else [1, 2]
        end) as step
    from timed
),

dated as (
    select
        *,
        case step
            when 1 then planned_at when 2 then written_at
            when 3 then written_at + to_hours(50) else written_at + to_hours(90)
        end as version_at,
        case step
            when 1 then written_at
            when 2 then case when is_deleted then written_at + to_hours(50) end
            when 3 then case when is_restored then written_at + to_hours(90) end
        end as until_at,
        case when minute = 90 then contact_on - 1 else contact_on end as held_on,
        is_appointment and step > 1 as has_outcome
    from versions
    where step > 1 or is_appointment
)

select
    dated.block, item, version_at, until_at,
    case when step = 1 or step = 2 and not is_appointment then 'I' else 'U' end as op,
    (2000000000000 + dated.block * 10000000000 + item)::varchar as contact_id,
    case when is_follow_up and item % 2 = 1
        then (2000000000000 + dated.block * 10000000000 + item - 1)::varchar end as linked_contact_id,
    orders.offender_id::varchar as offender_id,
    case when lot % 16 <> 3 then orders.event_id::varchar end as event_id,
    case
        when is_work then (900000000001 + orders.case_number * 8)::varchar
        when is_activity then (900000000002 + orders.case_number * 8)::varchar
    end as rqmnt_id,
    contact_type_id,
    date_text(held_on) as contact_date,
    case when minute is not null
        then concat('1970-01-01 ', lpad((minute // 60)::varchar, 2, '0'), ':', lpad((minute % 60)::varchar, 2, '0'), ':00')
    end as contact_start_time,
    case
        when is_work then '1970-01-01 16:00:00'
        when is_appointment then concat(
            '1970-01-01 ', lpad(((minute + 30) // 60)::varchar, 2, '0'), ':', lpad(((minute + 30) % 60)::varchar, 2, '0'), ':00'
        )
    end as contact_end_time,
    case when has_outcome then contact_outcome_type_id end as contact_outcome_type_id,
    case when has_outcome then attended end as attended,
    case when has_outcome then complied end as complied,
    case when has_outcome and is_work and attended = 'Y'
        then case when lot % 3 = 0 then '3.5' else '6.5' end end as hours_credited,
    case when is_activity then 'Y' else 'N' end as rar_activity,
    orders.team_id::varchar as team_id,
    orders.area_id::varchar as probation_area_id,
    case step when 3 then '1' else '0' end as soft_deleted,
    (step - case when is_appointment then 0 else 1 end)::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from dated
inner join delius_orders as orders using (block, case_no)
