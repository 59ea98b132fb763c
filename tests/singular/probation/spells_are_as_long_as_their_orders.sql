{#
    Guards that each order is in one spell, that a spell begins with its first
    order and ends with its last, and that it has one main order.
    Matters when the rules that join orders change, or when one of the three
    tables was built without the others.
    To resolve: build fct_orders, fct_supervision_spells and the bridge together;
    then follow the person through int_supervision_spells_opened.
#}
with

orders as (
    select * from {{ ref('fct_orders') }}
),

bridge as (
    select * from {{ ref('bridge_supervision_spells_orders') }}
),

spells as (
    select * from {{ ref('fct_supervision_spells') }}
),

summed as (
    select
        bridge.supervision_spell_key,
        min(orders.start_date) as start_date,
        max(coalesce(orders.termination_date, date '2999-01-01')) as end_date,
        count(*) as order_count,
        sum(case when bridge.is_main_order then 1 else 0 end) as main_orders
    from orders
    left outer join bridge
        on orders.order_id = bridge.order_id
    group by bridge.supervision_spell_key
),

final as (
    select
        spells.supervision_spell_key,
        summed.supervision_spell_key as bridged_key
    from spells
    full outer join summed
        on spells.supervision_spell_key = summed.supervision_spell_key
    where
        not coalesce(
            spells.start_date = summed.start_date
            and coalesce(spells.end_date, date '2999-01-01') = summed.end_date
            and spells.order_count = summed.order_count
            and summed.main_orders = 1,
            false
        )
)

select * from final
