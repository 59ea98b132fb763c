{# One row per live order in its spell, with its place there. #}
with

orders as (
    select * from {{ ref('int_supervision_spells_opened') }}
),

final as (
    select
        order_id,
        {# The spell is called by the order that began it. #}
        first_value(order_id) over (
            partition by person_id, spell_number
            order by start_date, order_id
        ) as supervision_spell_key,
        person_id,
        birth_date,
        spell_number,
        order_kind,
        first_team_id,
        latest_team_id,
        latest_allocation_date,
        start_date,
        termination_date,
        row_number() over (
            partition by person_id, spell_number
            order by start_date, order_id
        ) as order_number,
        row_number() over (
            partition by person_id, spell_number
            order by latest_allocation_date desc, order_id desc
        ) = 1 as is_latest_allocated,
        row_number() over (
            partition by person_id, spell_number
            order by precedence
        ) = 1 as is_main_order
    from orders
)

select * from final
