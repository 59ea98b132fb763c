{# One row per live order, with its person, court, offence and teams. #}
with

orders as (
    select * from {{ ref('int_orders_ended') }}
),

identified as (
    select * from {{ ref('int_orders_identified') }}
),

people as (
    select * from {{ ref('int_person_records_described') }}
),

events as (
    select * from {{ ref('int_order_events_resolved') }}
),

requirements as (
    select
        disposal_id,
        count(*) as requirement_count,
        cast(
            sum(case when is_unpaid_work then requirement_length end) as bigint
        ) as unpaid_work_hours,
        max(case when is_unpaid_work then 1 else 0 end) as has_unpaid_work
    from {{ ref('int_requirements_ended') }}
    group by disposal_id
),

teams as (
    select
        event_id,
        min_by(probation_team_id, allocation_number) as first_team_id,
        max_by(probation_team_id, allocation_number) as latest_team_id,
        max(allocation_date) as latest_allocation_date
    from {{ ref('int_order_allocations_sequenced') }}
    group by event_id
),

final as (
    select
        identified.order_id,
        orders.disposal_id,
        identified.event_id,
        people.person_id,
        people.birth_date,
        orders.order_kind,
        orders.disposal_class,
        orders.kind_rank,
        coalesce(events.offence_id, {{ unknown_member() }}) as offence_id,
        coalesce(events.court_id, {{ unknown_member() }}) as court_id,
        coalesce(teams.first_team_id, {{ unknown_member() }})
            as first_team_id,
        coalesce(teams.latest_team_id, {{ unknown_member() }})
            as latest_team_id,
        coalesce(teams.latest_allocation_date, orders.start_date)
            as latest_allocation_date,
        orders.start_date,
        orders.expected_end_date,
        orders.termination_date,
        orders.termination_kind,
        orders.sentence_days,
        coalesce(requirements.requirement_count, 0) as requirement_count,
        {# Said of the order, or by a requirement of it. #}
        coalesce(orders.has_unpaid_work, false)
        or coalesce(requirements.has_unpaid_work = 1, false)
            as has_unpaid_work,
        requirements.unpaid_work_hours,
        orders.is_open,
        orders.is_end_inferred
    from orders
    inner join identified
        on orders.disposal_id = identified.disposal_id
    inner join people
        on identified.person_identifier = people.person_identifier
    left outer join events
        on identified.event_id = events.event_id
    left outer join requirements
        on orders.disposal_id = requirements.disposal_id
    left outer join teams
        on identified.event_id = teams.event_id
)

select * from final
