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
    select
        *,
        'delius offender ' || {{ canonical_text('offender_id', 'bigint') }}
            as person_identifier
    from {{ ref('stg_delius__offender') }}
),

custodies as (
    select * from {{ ref('stg_delius__custody') }}
),

rooted as (
    select
        'nomis root ' || {{ canonical_text('root_offender_id', 'bigint') }}
            as person_identifier,
        identifier_type_code,
        identifier
    from nomis_identifiers
    where root_offender_id in (select root_offender_id from offenders)

    union all

    select
        'nomis root ' || {{ canonical_text('root_offender_id', 'bigint') }}
            as person_identifier,
        'MERGED' as identifier_type_code,
        noms_number as identifier
    from offenders
    where root_offender_id is not null
),

given as (
    select
        person_identifier,
        case identifier_type_code
            {# The number that a person lost when two records were merged. #}
            when 'MERGED' then 'noms'
            when 'PNC' then 'pnc'
            else 'cro'
        end as identifier_type,
        case identifier_type_code
            when 'MERGED' then identifier
            when 'PNC' then {{ pnc_text('identifier') }}
            else {{ cro_text('identifier') }}
        end as identifier
    from rooted
    where identifier_type_code in ('MERGED', 'PNC', 'CRO')

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
        delius_offenders.person_identifier,
        'booking' as identifier_type,
        custodies.booking_no as identifier
    from custodies
    inner join delius_offenders
        on custodies.offender_id = delius_offenders.offender_id
    {% for type, expression in [
        ('booking', 'latest_booking_no'),
        ('noms', 'noms_number'),
        ('pnc', pnc_text('pnc_number')),
        ('cro', cro_text('cro_number')),
        ('crn', 'crn'),
    ] %}

    union all

    select
        person_identifier,
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
