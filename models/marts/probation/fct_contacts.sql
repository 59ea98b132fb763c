{# One row per contact or appointment with a person supervised. #}
{% set due = due_contacts(
    ref('int_contact_inputs_listed'),
    ref('int_contact_inputs_fingerprinted')
) %}
{% set contact_key = generate_surrogate_key([
    "'delius'", ('contact_id', 'bigint'),
]) %}
with

contacts as (
    select * from {{ ref('int_contacts_owned') }}
    {% if due %}
    where contact_id in {{ in_list(due, 'contact_id', 'bigint', most=10000) }}
    {% endif %}
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
        {{ contact_key }} as contact_key,
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
    {% if due %}
    {{ rewritten_keys('keyed', key='contact_key', due=(
        '(select ' ~ contact_key ~ ' as contact_key from ' ~ due ~ ')'
    )) }}
    {% else %}
    {{ rewritten_rows('keyed', key='contact_key') }}
    {% endif %}
)

select * from final
