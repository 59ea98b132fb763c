{# One row per movement, numbered in the order in which they happened. #}
{% set due = ref('int_bookings_changed') %}
with

movements as (
    select * from {{ ref('int_movements_resolved') }}
    {{ where_booking_due(due, 'offender_book_id') }}
),

{# By the booking's number, which sorts faster than its hash. #}
timed as (
    select
        *,
        max(moved_at) over (
            partition by offender_book_id, movement_date
            order by movement_sequence
            rows between unbounded preceding and current row
        ) as entered_by_at
    from movements
),

kinds as (
    select
        *,
        case
            when movement_type_code = 'CRT' then 'court'
            when movement_type_code = 'TAP' then 'temporary absence'
            when movement_type_code = 'REL' then 'release'
            when movement_type_code = 'TRN' and direction_code = 'OUT'
                then 'transfer out'
            when movement_type_code = 'TRN' then 'transfer in'
            when movement_type_code = 'ADM' and reason_group = 'transfer'
                then 'transfer in'
            when movement_type_code = 'ADM' and reason_group = 'return'
                then 'return'
            when movement_type_code = 'ADM' then 'reception'
            else {{ unknown_member() }}
        end as movement_kind,
        {# Without a time it follows what was entered before it that day. #}
        case
            when is_time_missing then entered_by_at
            else moved_at
        end as movement_at
    from timed
),

numbered as (
    select
        movement_key,
        booking_id,
        person_id,
        birth_date,
        movement_sequence,
        movement_date,
        movement_at,
        is_time_missing,
        is_repeated_hour,
        is_missing_hour,
        movement_kind,
        direction_code,
        movement_reason_id,
        reason_group,
        from_prison_id,
        to_prison_id,
        {# Staff enter late: the sequence number only settles equal times. #}
        row_number() over (
            partition by offender_book_id
            order by movement_at, movement_sequence
        ) as movement_number
    from kinds
),

final as (
    {{ rewritten_rows(
        'numbered',
        key='movement_key',
        due=where_booking_due(due, 'booking_id'),
    ) }}
)

select * from final
