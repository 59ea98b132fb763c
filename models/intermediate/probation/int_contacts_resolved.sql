{# One row per live contact, with its person, order, team and outcome. #}
with

contacts as (
    select
        contacts.*,
        moments.build_moment
    from {{ ref('stg_delius__contact') }} as contacts
    cross join {{ ref('int_build_moments_listed') }} as moments
),

orders as (
    select
        event_id,
        max_by(order_id, disposal_id) as order_id
    from {{ ref('int_orders_assembled') }}
    group by event_id
),

people as (
    select
        records.person_identifier,
        records.person_id,
        persons.birth_date
    from {{ ref('int_person_records_identified') }} as records
    inner join {{ ref('int_persons_versioned') }} as persons
        on records.person_id = persons.person_id
    where persons.valid_to = {{ open_end() }}
),

contact_types as (
    select * from {{ ref('int_contact_types_listed') }}
),

outcomes as (
    select * from {{ ref('int_contact_outcomes_grouped') }}
),

teams as (
    select distinct probation_team_id
    from {{ ref('int_probation_teams_versioned') }}
),

final as (
    select
        {{ generate_surrogate_key([
            "'delius'", ('contacts.contact_id', 'bigint'),
        ]) }} as contact_key,
        case
            when contacts.event_id is null then {{ not_applicable_member() }}
            else coalesce(orders.order_id, {{ unknown_member() }})
        end as order_id,
        coalesce(people.person_id, {{ unknown_member() }}) as person_id,
        coalesce(contact_types.contact_type_id, {{ unknown_member() }})
            as contact_type_id,
        {# Outside providers have no team. #}
        case
            when contacts.team_id is null then {{ not_applicable_member() }}
            else coalesce(teams.probation_team_id, {{ unknown_member() }})
        end as probation_team_id,
        contacts.contact_date,
        contacts.started_at,
        contacts.is_repeated_hour,
        contacts.is_missing_hour,
        case
            when contacts.contact_outcome_type_id is not null
                then coalesce(outcomes.outcome_kind, {{ unknown_member() }})
            when not coalesce(contact_types.is_outcome_expected, false)
                then {{ not_applicable_member() }}
            when contacts.contact_date > cast(contacts.build_moment as date)
                then 'to come'
            else 'not recorded'
        end as outcome_kind,
        {# What the outcome says, not the copy of it on the contact. #}
        outcomes.is_attended,
        outcomes.is_complied,
        contacts.hours_credited,
        contacts.is_rehabilitation_activity,
        {{ age_at('people.birth_date', 'contacts.contact_date') }}
            as age_at_contact
    from contacts
    left outer join orders
        on contacts.event_id = orders.event_id
    left outer join people
        on
            {{ delius_offender_text('contacts.offender_id') }}
            = people.person_identifier
    left outer join contact_types
        on
            {{ canonical_text('contacts.contact_type_id', 'bigint') }}
            = contact_types.contact_type_id
    left outer join outcomes
        on contacts.contact_outcome_type_id = outcomes.contact_outcome_type_id
    left outer join teams
        on
            {{ canonical_text('contacts.team_id', 'bigint') }}
            = teams.probation_team_id
)

select * from final
