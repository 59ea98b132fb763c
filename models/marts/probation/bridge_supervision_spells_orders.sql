{# One row per spell of supervision and order that is part of it. #}
with

orders as (
    select * from {{ ref('int_supervision_spells_placed') }}
),

keyed as (
    select
        order_id,
        supervision_spell_key,
        person_id,
        cast(order_number as integer) as order_number,
        is_main_order
    from orders
),

final as (
    {{ rewritten_rows('keyed', key='order_id') }}
)

select * from final
