{# One row per movement into custody that begins a stay, or a return to it. #}
with

movements as (
    select * from {{ ref('int_movements_sequenced') }}
),

spells as (
    select * from {{ ref('int_custody_spells_closed') }}
),

joined as (
    select
        movements.*,
        spells.custody_spell_key,
        spells.spell_number,
        movements.movement_key = spells.custody_spell_key as is_opening
    from movements
    inner join spells
        on
            movements.booking_id = spells.booking_id
            and movements.movement_at >= spells.reception_at
            and movements.movement_at
            < coalesce(spells.release_at, {{ open_end() }})
    {# An admission that opens no stay is the end of a transfer. #}
    where
        movements.movement_kind = 'return'
        or movements.movement_key = spells.custody_spell_key
),

final as (
    select
        movement_key as reception_key,
        custody_spell_key,
        booking_id,
        person_id,
        birth_date,
        movement_date as reception_date,
        movement_at as reception_at,
        to_prison_id as prison_id,
        movement_reason_id,
        case
            when movement_kind = 'transfer in' then 'not recorded'
            when movement_kind = 'return' then 'return'
            when reason_group in ('recall', 'recapture') then reason_group
            else 'first reception'
        end as reception_kind,
        is_opening
    from joined
)

select * from final
