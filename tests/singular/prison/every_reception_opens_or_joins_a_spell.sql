{#
    Guards that each reception is the start of one spell, unless it ended a
    transfer of the same booking.
    Matters when the rules that open spells change.
    To resolve: follow the booking through int_custody_spells_opened; its
    movements say why the reception opened no stay.
#}
with

movements as (
    select * from {{ ref('fct_movements') }}
),

spells as (
    select * from {{ ref('fct_custody_spells') }}
),

gate as (
    select
        movement_key,
        movement_kind,
        lag(movement_kind) over (
            partition by booking_id
            order by movement_number
        ) as previous_kind
    from movements
    where movement_kind not in ('court', 'temporary absence', 'unknown')
),

final as (
    select gate.movement_key
    from gate
    left outer join spells
        on gate.movement_key = spells.custody_spell_key
    where
        gate.movement_kind = 'reception'
        and coalesce(gate.previous_kind, '') <> 'transfer out'
        and spells.custody_spell_key is null
)

select * from final
