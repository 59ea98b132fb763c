-- A version of a request to merge two people: asked for, then done. The person known before lives on.
with asked as (
    select
        bookings.*, identities.noms_number,
        merged_at - to_hours(20 + pick('nomis.merge.asked', bookings.block, bookings.item, 60)) as asked_at,
        chance('nomis.merge.side', bookings.block, bookings.item, 8000) as is_first,
        noms_text(((bookings.number + 80000000) * 1234577 + 98765432) % 175760000) as duplicate_noms
    from nomis_bookings as bookings
    inner join identities
        on identities.block = bookings.block and identities.person = bookings.person
        and identities.system = 'nomis'
    where is_duplicate
),

-- the other booking is the latest that the person has by then
paired as (
    select
        asked.*,
        others.offender_book_id as other_book_id
    from asked
    asof left join (
        select block, person, offender_book_id, created_at from nomis_bookings where not is_duplicate
    ) as others
        on others.block = asked.block and others.person = asked.person
        and others.created_at <= asked.asked_at
),

versions as (
    select *, asked_at as version_at, merged_at as until_at, 'I' as op from paired
    union all
    select *, merged_at, null, 'U' from paired
)

select
    block, item, version_at, until_at, op,
    case_serial(block, person, case_no)::varchar as merge_transaction_id,
    time_text(local_time(asked_at)) as request_date,
    case op when 'I' then 'PENDING' else 'COMPLETED' end as request_status_code,
    'MANUAL' as transaction_source,
    case when is_first then offender_book_id else other_book_id end::varchar as offender_book_id_1,
    case when is_first then duplicate_offender_id else root_offender_id end::varchar as root_offender_id_1,
    case when is_first then duplicate_offender_id else root_offender_id end::varchar as offender_id_1,
    case when is_first then duplicate_noms else noms_number end as offender_id_display_1,
    case when is_first then other_book_id else offender_book_id end::varchar as offender_book_id_2,
    case when is_first then root_offender_id else duplicate_offender_id end::varchar as root_offender_id_2,
    case when is_first then root_offender_id else duplicate_offender_id end::varchar as offender_id_2,
    case when is_first then noms_number else duplicate_noms end as offender_id_display_2,
    scn_at(version_at, block, item) as scn
from versions
