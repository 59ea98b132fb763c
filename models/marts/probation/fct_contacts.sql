{# One row per contact or appointment with a person supervised. #}
{% set fingerprints = ref('int_contact_persons_fingerprinted') %}
with

contacts as (
    select * from {{ ref('int_contacts_resolved') }}
    {{ where_due(fingerprints, 'offender_id', told_by='part_id') }}
),

orders as (
    select * from {{ ref('int_event_orders_listed') }}
),

people as (
    select * from {{ ref('int_person_records_described') }}
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

owned as (
    select
        contacts.*,
        case
            when contacts.event_id is null then {{ not_applicable_member() }}
            else coalesce(orders.order_id, {{ unknown_member() }})
        end as order_id,
        coalesce(people.person_id, {{ unknown_member() }}) as person_id,
        {{ age_at('people.birth_date', 'contacts.contact_date') }}
            as age_at_contact
    from contacts
    left outer join orders
        on contacts.event_id = orders.event_id
    left outer join people
        on
            {{ delius_offender_text('contacts.offender_id') }}
            = people.person_identifier
),

keyed as (
    select
        {{ generate_surrogate_key([
            "'delius'", ('owned.contact_id', 'bigint'),
        ]) }} as contact_key,
        owned.order_id,
        owned.person_id,
        persons.person_key,
        contact_types.contact_type_key,
        units.probation_unit_key,
        owned.contact_date,
        owned.started_at,
        owned.is_repeated_hour,
        owned.is_missing_hour,
        owned.outcome_kind,
        owned.is_attended,
        owned.is_complied,
        owned.hours_credited,
        owned.is_rehabilitation_activity,
        owned.age_at_contact
    from owned
    left outer join persons
        on
            owned.person_id = persons.person_id
            and {{ in_force('persons', 'owned.contact_date') }}
    left outer join contact_types
        on owned.contact_type_id = contact_types.contact_type_id
    left outer join units
        on
            owned.probation_team_id = units.probation_team_id
            and {{ in_force('units', 'owned.contact_date') }}
),

final as (
    {{ rewritten_rows(
        'keyed', key='contact_key', due=where_due(fingerprints, 'person_id')
    ) }}
)

select * from final
