-- A version of a booking: opened, moved about, closed, opened again by a recall; counted anew when
-- the person is booked again; given to another person record by a merge; or deleted as a mistake.
with own as (
    select
        block, book_item as item, recorded_at as version_at,
        case movement_type when 'REL' then 'OUT' when 'TRN' then 'TRN' else to_agy_loc_id end as agy_loc_id,
        case movement_type when 'REL' then 'OUT' when 'TRN' then 'TRN' else 'IN' end as in_out_status,
        case movement_type when 'REL' then 'N' else 'Y' end as active_flag,
        case movement_type when 'REL' then local_time(happened_at)::date end as end_day
    from nomis_movements
    where movement_type in ('ADM', 'REL', 'TRN')
),

admissions as (
    select block, book_item as item, recorded_at as version_at, reason
    from nomis_movements
    where movement_type = 'ADM' and reason <> 'INT'
),

-- Bookings of a person made later count before an earlier one, once they are the same person's.
later as (
    select
        bookings.block, bookings.item,
        greatest(
            others.created_at,
            case when bookings.is_duplicate <> others.is_duplicate
                then greatest(
                    coalesce(bookings.merged_at, timestamp '1900-01-01'),
                    coalesce(others.merged_at, timestamp '1900-01-01')
                )
                else others.created_at
            end
        ) as from_at,
        others.deleted_at as to_at
    from nomis_bookings as bookings
    inner join nomis_bookings as others
        on others.block = bookings.block and others.person = bookings.person
        and others.created_at > bookings.created_at
),

moments as (
    select block, item, created_at as version_at from nomis_bookings
    union
    select block, item, version_at from own
    union
    select block, item, from_at from later
    union
    select block, item, to_at from later where to_at is not null
    union
    select block, item, merged_at from nomis_bookings where merged_at is not null
    union
    select block, item, deleted_at from nomis_bookings where deleted_at is not null
),

ranked as (
    select
        moments.block, moments.item, moments.version_at,
        1 + count(later.item) filter (
            where later.from_at <= moments.version_at
            and (later.to_at is null or later.to_at > moments.version_at)
        ) as booking_seq
    from moments
    left join later using (block, item)
    group by moments.block, moments.item, moments.version_at
),

stated as (
    select
        ranked.*, bookings.begin_day, bookings.created_at, bookings.deleted_at,
        bookings.offender_book_id,
        coalesce(bookings.duplicate_offender_id, bookings.root_offender_id + bookings.alias) as offender_id,
        case
            when ranked.version_at < bookings.merged_at then bookings.duplicate_offender_id
            else bookings.root_offender_id
        end as root_offender_id,
        own.agy_loc_id, own.in_out_status, own.active_flag, own.end_day, admissions.reason
    from ranked
    inner join nomis_bookings as bookings using (block, item)
    -- what is told within the same minute is told with it
    asof left join own
        on own.block = ranked.block and own.item = ranked.item
        and own.version_at <= ranked.version_at + interval 1 minute
    asof left join admissions
        on admissions.block = ranked.block and admissions.item = ranked.item
        and admissions.version_at <= ranked.version_at + interval 1 minute
    where ranked.version_at >= bookings.created_at
        and (bookings.deleted_at is null or ranked.version_at <= bookings.deleted_at)
),

changed as (
    select *
    from stated
    qualify version_at = created_at or version_at = deleted_at or (
        stated.root_offender_id, stated.booking_seq, stated.agy_loc_id, stated.in_out_status,
        stated.active_flag, stated.end_day, stated.reason
    ) is distinct from lag((
        stated.root_offender_id, stated.booking_seq, stated.agy_loc_id, stated.in_out_status,
        stated.active_flag, stated.end_day, stated.reason
    )) over (partition by stated.block, stated.item order by stated.version_at)
)

select
    block, item, version_at,
    lead(version_at) over (partition by block, item order by version_at) as until_at,
    case when version_at = created_at then 'I' when version_at = deleted_at then 'D' else 'U' end as op,
    offender_book_id::varchar as offender_book_id,
    offender_id::varchar as offender_id,
    root_offender_id::varchar as root_offender_id,
    concat(
        lpad((offender_book_id % 1000000000)::varchar, 9, '0'),
        chr((65 + offender_book_id // 1000000000)::integer)
    ) as booking_no,
    date_text(begin_day) as booking_begin_date,
    date_text(end_day) as booking_end_date,
    agy_loc_id, active_flag, in_out_status,
    booking_seq::varchar as booking_seq,
    reason as admission_reason,
    scn_at(version_at, block, item) as scn
from changed
