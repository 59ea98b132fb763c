{# One row per person and their record in Delius with contacts. #}
with

contacts as (
    select
        contacts.*,
        contacts.contact_date > cast(moments.build_moment as date) as is_to_come
    from {{ ref('stg_delius__contact') }} as contacts
    cross join {{ ref('int_build_moments_listed') }} as moments
),

orders as (
    select * from {{ ref('int_event_orders_listed') }}
),

people as (
    select * from {{ ref('int_person_records_described') }}
),

teams as (
    select * from {{ ref('int_probation_teams_versioned') }}
),

grouped as (
    select
        offender_id,
        event_id,
        team_id,
        min(contact_date) as first_date,
        max(contact_date) as last_date,
        {{ fingerprint([
            ('landed_batch_id', 'varchar'),
            ('landed_row_number', 'bigint'),
            ('is_to_come', 'boolean'),
        ]) }} as contacts
    from contacts
    group by offender_id, event_id, team_id
),

{# Of a team, the versions from the first contact to the last. #}
by_record as (
    select
        grouped.offender_id,
        {{ fingerprint([
            ('grouped.contacts', 'varchar'),
            ('orders.order_id', 'varchar'),
            ('teams.valid_from', 'timestamp(6)'),
        ]) }} as contacts
    from grouped
    left outer join orders
        on grouped.event_id = orders.event_id
    left outer join teams
        on
            grouped.team_id = cast(teams.probation_team_id as bigint)
            and grouped.last_date >= teams.valid_from
            and grouped.first_date < teams.valid_to
    group by grouped.offender_id
),

versions as (
    select
        person_id,
        {{ fingerprint([
            ('birth_date', 'date'),
            ('valid_from', 'timestamp(6)'),
            ('valid_to', 'timestamp(6)'),
        ]) }} as versions
    from {{ ref('int_persons_versioned') }}
    group by person_id
),

lists as (
    select * from {{ ref('int_contact_lists_fingerprinted') }}
),

final as (
    select
        coalesce(people.person_id, {{ unknown_member() }}) as unit_id,
        by_record.offender_id as part_id,
        {{ generate_surrogate_key([
            'by_record.contacts', 'versions.versions', 'lists.fingerprint',
        ]) }} as fingerprint
    from by_record
    cross join lists
    left outer join people
        on
            {{ delius_offender_text('by_record.offender_id') }}
            = people.person_identifier
    left outer join versions
        on people.person_id = versions.person_id
)

select * from final
