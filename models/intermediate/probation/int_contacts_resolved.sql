{# One row per live contact, with its kind, team and outcome. #}
with

contacts as (
    select
        contacts.*,
        moments.build_moment
    from {{ ref('stg_delius__contact') }} as contacts
    cross join {{ ref('int_build_moments_listed') }} as moments
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
        contacts.contact_id,
        contacts.offender_id,
        contacts.event_id,
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
        contacts.is_rehabilitation_activity
    from contacts
    left outer join contact_types
        on
            contacts.contact_type_id
            = cast(contact_types.contact_type_id as bigint)
    left outer join outcomes
        on contacts.contact_outcome_type_id = outcomes.contact_outcome_type_id
    left outer join teams
        on contacts.team_id = cast(teams.probation_team_id as bigint)
)

select * from final
