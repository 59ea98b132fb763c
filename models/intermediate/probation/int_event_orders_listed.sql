{# One row per event of a person with an order: of two orders, the later. #}
with

orders as (
    select * from {{ ref('int_orders_assembled') }}
),

final as (
    select
        event_id,
        max_by(order_id, disposal_id) as order_id
    from orders
    group by event_id
)

select * from final
