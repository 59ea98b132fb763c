{# One row per contact or appointment with a person supervised. #}
with

contacts as (
    select * from {{ ref('int_contacts_resolved') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

contact_types as (
    select * from {{ ref('dim_contact_types') }}
),

units as (
    select * from {{ ref('dim_probation_units') }}
),

keyed as (
    select
        contacts.contact_key,
        contacts.order_id,
        contacts.person_id,
        persons.person_key,
        contact_types.contact_type_key,
        units.probation_unit_key,
        contacts.contact_date,
        contacts.started_at,
        contacts.is_repeated_hour,
        contacts.is_missing_hour,
        contacts.outcome_kind,
        contacts.is_attended,
        contacts.is_complied,
        contacts.hours_credited,
        contacts.is_rehabilitation_activity,
        contacts.age_at_contact
    from contacts
    left outer join persons
        on
            contacts.person_id = persons.person_id
            and {{ in_force('persons', 'contacts.contact_date') }}
    left outer join contact_types
        on contacts.contact_type_id = contact_types.contact_type_id
    left outer join units
        on
            contacts.probation_team_id = units.probation_team_id
            and {{ in_force('units', 'contacts.contact_date') }}
),

final as (
    {{ rewritten_rows('keyed', key='contact_key') }}
)

select * from final
