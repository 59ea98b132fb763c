{# One row per movement, with its person, reason and prisons. #}
with

movements as (
    select * from {{ ref('stg_nomis__offender_external_movements') }}
),

bookings as (
    select * from {{ ref('int_bookings_identified') }}
),

people as (
    select * from {{ ref('int_person_records_described') }}
),

reasons as (
    select * from {{ ref('movement_reason_groups') }}
),

places as (
    select * from {{ ref('int_places_resolved') }}
),

final as (
    select
        {{ generate_surrogate_key([
            "'nomis'",
            ('movements.offender_book_id', 'bigint'),
            ('movements.movement_sequence', 'bigint'),
        ]) }} as movement_key,
        {{ generate_surrogate_key([
            "'nomis'",
            ('movements.offender_book_id', 'bigint'),
        ]) }} as booking_id,
        movements.offender_book_id,
        people.person_id,
        people.birth_date,
        movements.movement_sequence,
        movements.movement_date,
        movements.moved_at,
        movements.is_time_missing,
        movements.is_repeated_hour,
        movements.is_missing_hour,
        movements.movement_type_code,
        movements.direction_code,
        coalesce(
            reasons.movement_reason_id, {{ unknown_member() }}
        ) as movement_reason_id,
        coalesce(
            reasons.reason_group, {{ unknown_member() }}
        ) as reason_group,
        coalesce(
            from_places.prison_id, {{ unknown_member() }}
        ) as from_prison_id,
        coalesce(to_places.prison_id, {{ unknown_member() }}) as to_prison_id
    from movements
    inner join bookings
        on movements.offender_book_id = bookings.offender_book_id
    inner join people
        on bookings.person_identifier = people.person_identifier
    left outer join reasons
        on
            movements.movement_type_code = reasons.movement_type_code
            and movements.movement_reason_code = reasons.movement_reason_code
    left outer join places as from_places
        on movements.from_place_id = from_places.place_id
    left outer join places as to_places
        on movements.to_place_id = to_places.place_id
)

select * from final
