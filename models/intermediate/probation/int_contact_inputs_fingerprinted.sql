{# One row per event, record of a person, day of a team, kind and outcome. #}
with

orders as (
    select
        {{ canonical_text('event_id', 'bigint') }} as entry,
        order_id as fingerprint
    from {{ ref('int_event_orders_listed') }}
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

records as (
    select * from {{ ref('int_person_records_described') }}
    where {{ text_slice('person_identifier', 1, 16) }} = 'delius offender '
),

people as (
    select
        {{ text_slice('records.person_identifier', 17, 20) }} as entry,
        {{ generate_surrogate_key([
            'records.person_id', 'versions.versions',
        ]) }} as fingerprint
    from records
    inner join versions
        on records.person_id = versions.person_id
),

{# What begins on one day: contacts before it are as they were. #}
teams as (
    select
        probation_team_id || ' '
        || {{ canonical_text('cast(valid_from as date)', 'date') }} as entry,
        {{ fingerprint([('valid_from', 'timestamp(6)')]) }} as fingerprint
    from {{ ref('int_probation_teams_versioned') }}
    group by probation_team_id, cast(valid_from as date)
),

contact_types as (
    select
        contact_type_id as entry,
        {{ generate_surrogate_key([('is_outcome_expected', 'boolean')]) }}
            as fingerprint
    from {{ ref('int_contact_types_listed') }}
),

outcomes as (
    select
        {{ canonical_text('contact_outcome_type_id', 'bigint') }} as entry,
        {{ generate_surrogate_key([
            'outcome_kind',
            ('is_attended', 'boolean'),
            ('is_complied', 'boolean'),
        ]) }} as fingerprint
    from {{ ref('int_contact_outcomes_grouped') }}
),

{# Told by the column in which a contact names it. #}
listed as (
    {% for column, entries in [
        ('event_id', 'orders'),
        ('offender_id', 'people'),
        ('team_id', 'teams'),
        ('contact_type_id', 'contact_types'),
        ('contact_outcome_type_id', 'outcomes'),
    ] %}
    select
        '{{ column }}' as part_id,
        entry,
        fingerprint
    from {{ entries }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        part_id || ' ' || entry as unit_id,
        part_id,
        fingerprint
    from listed
)

select * from final
