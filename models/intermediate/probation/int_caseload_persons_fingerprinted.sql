{# One row per person with an order. #}
with

orders as (
    select * from {{ ref('int_supervision_spells_opened') }}
),

stages as (
    select * from {{ ref('int_custody_stages_sequenced') }}
),

teams as (
    select * from {{ ref('int_probation_teams_versioned') }}
),

months as (
    select max(month_end_date) as last_date
    from {{ ref('int_caseload_months_listed') }}
),

{# After the last month's end nothing is counted yet. #}
allocations as (
    select
        allocations.*,
        months.last_date,
        case
            when allocations.from_date <= months.last_date
                then allocations.probation_team_id
        end as counted_team_id
    from {{ ref('int_order_allocations_sequenced') }} as allocations
    cross join months
),

versions as (
    select
        person_id,
        {{ fingerprint([
            'sex_code',
            ('valid_from', 'timestamp(6)'),
            ('valid_to', 'timestamp(6)'),
        ]) }} as versions
    from {{ ref('int_persons_versioned') }}
    group by person_id
),

{# Of a team, the versions while it was in charge. #}
by_person as (
    select
        orders.person_id,
        {{ fingerprint([
            'orders.order_id',
            'orders.order_kind',
            ('orders.birth_date', 'date'),
            ('orders.start_date', 'date'),
            ('orders.termination_date', 'date'),
            ('orders.spell_number', 'bigint'),
            ('orders.precedence', 'bigint'),
            'allocations.probation_team_id',
            ('allocations.from_date', 'date'),
            ('allocations.until_date', 'date'),
            ('teams.valid_from', 'timestamp(6)'),
            'stages.supervision_stage',
            ('stages.from_date', 'date'),
            ('stages.until_date', 'date'),
        ]) }} as orders
    from orders
    left outer join allocations
        on orders.event_id = allocations.event_id
    left outer join stages
        on orders.order_id = stages.order_id
    left outer join teams
        on
            allocations.counted_team_id = teams.probation_team_id
            and allocations.from_date < teams.valid_to
            and allocations.until_date > teams.valid_from
            and allocations.last_date >= teams.valid_from
    group by orders.person_id
),

final as (
    select
        by_person.person_id as unit_id,
        by_person.person_id as part_id,
        {{ generate_surrogate_key([
            'by_person.orders', 'versions.versions',
        ]) }} as fingerprint
    from by_person
    left outer join versions
        on by_person.person_id = versions.person_id
)

select * from final
