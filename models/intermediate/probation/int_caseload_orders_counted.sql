{# One row per person supervised at a month's end, with the main order. #}
with

months as (
    select * from {{ ref('int_caseload_months_listed') }}
),

orders as (
    select * from {{ ref('int_supervision_spells_opened') }}
),

spells as (
    select * from {{ ref('int_supervision_spells_placed') }}
),

{# On the day itself: both ends of an order are days of supervision. #}
counted as (
    select
        months.month_end_date,
        orders.person_id,
        min_by(orders.order_id, orders.precedence) as order_id,
        count(*) as order_count
    from months
    inner join orders
        on
            months.month_end_date >= orders.start_date
            and (
                orders.termination_date is null
                or months.month_end_date <= orders.termination_date
            )
    group by months.month_end_date, orders.person_id
),

final as (
    select
        counted.month_end_date,
        counted.person_id,
        spells.supervision_spell_key,
        counted.order_id,
        orders.event_id,
        orders.birth_date,
        orders.order_kind,
        counted.order_count
    from counted
    inner join orders
        on counted.order_id = orders.order_id
    inner join spells
        on counted.order_id = spells.order_id
)

select * from final
