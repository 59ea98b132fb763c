{# One row per sentence supervised, from start to termination. #}
with

orders as (
    select * from {{ ref('int_orders_assembled') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

offences as (
    select * from {{ ref('dim_offences') }}
),

courts as (
    select * from {{ ref('dim_courts') }}
),

disposals as (
    select * from {{ ref('dim_disposals') }}
),

units as (
    select * from {{ ref('dim_probation_units') }}
),

keyed as (
    select
        orders.order_id,
        orders.person_id,
        persons.person_key,
        orders.order_kind,
        disposals.disposal_key,
        offences.offence_key as main_offence_key,
        courts.court_key,
        start_units.probation_unit_key as start_probation_unit_key,
        latest_units.probation_unit_key as latest_probation_unit_key,
        orders.start_date,
        orders.expected_end_date,
        orders.termination_date,
        orders.termination_kind,
        cast(orders.sentence_days as integer) as sentence_days,
        cast(
            {{ days_between('orders.start_date', 'orders.termination_date') }}
            as integer
        ) as supervised_days,
        cast(orders.requirement_count as integer) as requirement_count,
        orders.has_unpaid_work,
        cast(orders.unpaid_work_hours as integer) as unpaid_work_hours,
        {{ age_at('orders.birth_date', 'orders.start_date') }} as age_at_start,
        orders.is_open,
        orders.is_end_inferred
    from orders
    left outer join persons
        on
            orders.person_id = persons.person_id
            and {{ in_force('persons', 'orders.start_date') }}
    left outer join offences
        on
            orders.offence_id = offences.offence_id
            and {{ in_force('offences', 'orders.start_date') }}
    left outer join courts
        on
            orders.court_id = courts.court_id
            and {{ in_force('courts', 'orders.start_date') }}
    left outer join disposals
        on orders.disposal_class = disposals.disposal_id
    left outer join units as start_units
        on
            orders.first_team_id = start_units.probation_team_id
            and {{ in_force('start_units', 'orders.start_date') }}
    left outer join units as latest_units
        on
            orders.latest_team_id = latest_units.probation_team_id
            and {{ in_force('latest_units', 'orders.latest_allocation_date') }}
),

final as (
    {{ rewritten_rows('keyed', key='order_id') }}
)

select * from final
