{# One row per arrival in a prison in the course of a stay in custody. #}
with

spells as (
    select * from {{ ref('int_custody_spells_closed') }}
),

movements as (
    select * from {{ ref('int_movements_sequenced') }}
),

arrivals as (
    select
        spells.booking_id,
        spells.custody_spell_key,
        movements.movement_at as entered_at,
        movements.movement_date as entered_date,
        movements.to_prison_id as prison_id,
        {# Of two at one moment the one entered later stands. #}
        row_number() over (
            partition by
                spells.booking_id,
                spells.custody_spell_key,
                movements.movement_at
            order by movements.movement_number desc
        ) as preference
    from spells
    inner join movements
        on
            spells.booking_id = movements.booking_id
            and spells.reception_at <= movements.movement_at
            and coalesce(spells.release_at, {{ open_end() }})
            > movements.movement_at
    where movements.movement_kind in ('reception', 'return', 'transfer in')
),

final as (
    select
        booking_id,
        custody_spell_key,
        entered_at,
        entered_date,
        prison_id
    from arrivals
    where preference = 1
)

select * from final
