{# One row per live contact, with whose it is and the order that it is about. #}
with

contacts as (
    select * from {{ ref('int_contacts_resolved') }}
),

orders as (
    select * from {{ ref('int_event_orders_listed') }}
),

people as (
    select * from {{ ref('int_person_records_described') }}
),

final as (
    select
        contacts.contact_id,
        contacts.offender_id,
        contacts.event_id,
        contacts.contact_type_id,
        contacts.probation_team_id,
        contacts.contact_date,
        contacts.started_at,
        contacts.is_repeated_hour,
        contacts.is_missing_hour,
        contacts.outcome_kind,
        contacts.is_attended,
        contacts.is_complied,
        contacts.hours_credited,
        contacts.is_rehabilitation_activity,
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
)

select * from final
