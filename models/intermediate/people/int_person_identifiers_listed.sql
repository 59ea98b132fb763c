{# One row per number that a record gives a person, in one written form. #}
with

offenders as (
    select * from {{ ref('stg_nomis__offenders') }}
),

nomis_identifiers as (
    select * from {{ ref('stg_nomis__offender_identifiers') }}
),

bookings as (
    select * from {{ ref('stg_nomis__offender_bookings') }}
),

booked as (
    select * from {{ ref('int_bookings_identified') }}
),

delius_offenders as (
    select * from {{ ref('stg_delius__offender') }}
),

custodies as (
    select * from {{ ref('stg_delius__custody') }}
),

given as (
    select
        {{ nomis_root_text('root_offender_id') }}
            as person_identifier,
        'noms' as identifier_type,
        noms_number as identifier
    from offenders
    where root_offender_id is not null
    {# MERGED: the number that was lost when two records became one. #}
    {% for code, type, expression in [
        ('MERGED', 'noms', 'identifier'),
        ('PNC', 'pnc', pnc_text('identifier')),
        ('CRO', 'cro', cro_text('identifier')),
    ] %}

    union all

    select
        {{ nomis_root_text('root_offender_id') }}
            as person_identifier,
        '{{ type }}' as identifier_type,
        {{ expression }} as identifier
    from nomis_identifiers
    where identifier_type_code = '{{ code }}' and root_offender_id is not null
    {% endfor %}

    union all

    select
        booked.person_identifier,
        'booking' as identifier_type,
        bookings.booking_no as identifier
    from bookings
    inner join booked
        on bookings.offender_book_id = booked.offender_book_id

    union all

    select
        {{ delius_offender_text('offender_id') }}
            as person_identifier,
        'booking' as identifier_type,
        booking_no as identifier
    from custodies
    {% for type, expression in [
        ('booking', 'latest_booking_no'),
        ('noms', 'noms_number'),
        ('pnc', pnc_text('pnc_number')),
        ('cro', cro_text('cro_number')),
        ('crn', 'crn'),
    ] %}

    union all

    select
        {{ delius_offender_text('offender_id') }}
            as person_identifier,
        '{{ type }}' as identifier_type,
        {{ expression }} as identifier
    from delius_offenders
    {% endfor %}
),

final as (
    select distinct
        person_identifier,
        identifier_type,
        identifier
    from given
    where identifier is not null
)

select * from final
