{# One row per movement into, out of or between prisons. #}
{% set due = ref('int_bookings_changed') %}
with

movements as (
    select * from {{ ref('int_movements_sequenced') }}
    {{ where_booking_due(due, 'booking_id') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

prisons as (
    select * from {{ ref('dim_prisons') }}
),

keyed as (
    select
        movements.movement_key,
        movements.booking_id,
        movements.person_id,
        persons.person_key,
        movements.movement_date,
        movements.movement_at,
        movements.movement_kind,
        movements.direction_code,
        movements.movement_reason_id,
        movements.from_prison_id,
        from_prisons.prison_key as from_prison_key,
        movements.to_prison_id,
        to_prisons.prison_key as to_prison_key,
        cast(movements.movement_number as integer) as movement_number,
        movements.is_time_missing,
        movements.is_repeated_hour,
        movements.is_missing_hour
    from movements
    left outer join persons
        on
            movements.person_id = persons.person_id
            and {{ in_force('persons', 'movements.movement_at') }}
    left outer join prisons as from_prisons
        on
            movements.from_prison_id = from_prisons.prison_id
            and {{ in_force('from_prisons', 'movements.movement_at') }}
    left outer join prisons as to_prisons
        on
            movements.to_prison_id = to_prisons.prison_id
            and {{ in_force('to_prisons', 'movements.movement_at') }}
),

final as (
    {{ rewritten_rows(
        'keyed',
        key='movement_key',
        due=where_booking_due(due, 'booking_id'),
    ) }}
)

select * from final
