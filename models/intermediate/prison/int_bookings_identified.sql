{# One row per booking, told of by itself or by a movement, with whose it is. #}
with

bookings as (
    select * from {{ ref('stg_nomis__offender_bookings') }}
),

offenders as (
    select * from {{ ref('stg_nomis__offenders') }}
),

movements as (
    select * from {{ ref('stg_nomis__offender_external_movements') }}
),

mentioned as (
    select offender_book_id from bookings
    union
    select offender_book_id from movements
),

rooted as (
    select
        mentioned.offender_book_id,
        coalesce(
            bookings.root_offender_id,
            offenders.root_offender_id
        ) as root_offender_id
    from mentioned
    left outer join bookings
        on mentioned.offender_book_id = bookings.offender_book_id
    left outer join offenders
        on bookings.offender_id = offenders.offender_id
),

final as (
    select
        offender_book_id,
        root_offender_id,
        {# A booking of nobody known is a person of its own until it is. #}
        coalesce(
            {{ nomis_root_text('root_offender_id') }},
            'nomis booking '
            || {{ canonical_text('offender_book_id', 'bigint') }}
        ) as person_identifier
    from rooted
)

select * from final
