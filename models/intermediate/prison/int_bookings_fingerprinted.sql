{# One row per booking with whose it is, and per entry that stays go by. #}
{% set columns = {
    'place': ('place_id', 'prison_id'),
    'status': ('legal_status_id', 'legal_status'),
} %}
{% set entries = {
    'place': ref('int_places_resolved'),
    'status': ref('int_legal_statuses_grouped'),
} %}
with

bookings as (
    select * from {{ ref('int_bookings_identified') }}
),

records as (
    select * from {{ ref('int_person_records_identified') }}
),

prisons as (
    select * from {{ ref('int_prisons_versioned') }}
),

{# The sex is read for the population, which compares by itself. #}
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

final as (
    select
        'booking '
        || {{ canonical_text('bookings.offender_book_id', 'bigint') }}
            as unit_id,
        records.person_id as part_id,
        versions.versions as fingerprint
    from bookings
    inner join records
        on bookings.person_identifier = records.person_identifier
    inner join versions
        on records.person_id = versions.person_id

    union all

    {# What begins on one day: bookings that end before it are as they were. #}
    select
        'prison' as unit_id,
        {{ canonical_text('cast(valid_from as date)', 'date') }}
        || ' ' || prison_id as part_id,
        {{ fingerprint([('valid_from', 'timestamp(6)')]) }} as fingerprint
    from prisons
    group by prison_id, cast(valid_from as date)
    {% for unit, list in entries.items() %}

    union all

    select
        '{{ unit }}' as unit_id,
        {{ columns[unit][0] }} as part_id,
        {{ columns[unit][1] }} as fingerprint
    from {{ list }}
    {% endfor %}
)

select * from final
