{# One row per movement that can begin, carry on or end a stay in custody. #}
with

movements as (
    select * from {{ ref('int_movements_sequenced') }}
),

{# Court trips and temporary absences leave the stay as it is. #}
gate as (
    select
        *,
        lag(movement_kind) over (
            partition by booking_id
            order by movement_number
        ) as previous_kind
    from movements
    where
        movement_kind in (
            'reception', 'return', 'transfer in', 'transfer out', 'release'
        )
),

judged as (
    select
        *,
        case
            when movement_kind in ('release', 'transfer out') then false
            when previous_kind is null or previous_kind = 'release' then true
            {# An admission at the end of a transfer is no new reception. #}
            when previous_kind = 'transfer out' then false
            else movement_kind = 'reception'
        end as is_opening
    from gate
),

final as (
    select
        movement_key,
        booking_id,
        person_id,
        birth_date,
        movement_number,
        movement_date,
        movement_at,
        movement_kind,
        reason_group,
        from_prison_id,
        to_prison_id,
        is_opening,
        cast(sum(case when is_opening then 1 else 0 end) over (
            partition by booking_id
            order by movement_number
            rows between unbounded preceding and current row
        ) as bigint) as stay_number
    from judged
)

select * from final
