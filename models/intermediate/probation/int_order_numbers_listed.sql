{# One row per person and number of an event that is of one order alone. #}
with

orders as (
    select * from {{ ref('int_orders_assembled') }}
),

events as (
    select * from {{ ref('int_order_events_resolved') }}
),

final as (
    select
        orders.person_id,
        events.event_number,
        min(orders.order_id) as order_id
    from orders
    inner join events
        on orders.event_id = events.event_id
    where events.event_number is not null
    group by orders.person_id, events.event_number
    having count(*) = 1
)

select * from final
