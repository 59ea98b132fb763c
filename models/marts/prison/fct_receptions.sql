{# One row per movement into custody that begins a stay, or a return to it. #}
{% set due = ref('int_bookings_changed') %}
with

receptions as (
    select * from {{ ref('int_receptions_classified') }}
    {{ where_booking_due(due, 'booking_id') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

prisons as (
    select * from {{ ref('dim_prisons') }}
),

reasons as (
    select * from {{ ref('dim_movement_reasons') }}
),

sentences as (
    select * from {{ ref('int_custody_sentences_banded') }}
),

sentence_bands as (
    select * from {{ ref('dim_sentence_bands') }}
),

keyed as (
    select
        receptions.reception_key,
        receptions.custody_spell_key,
        receptions.booking_id,
        receptions.person_id,
        persons.person_key,
        receptions.reception_date,
        receptions.reception_at,
        receptions.reception_kind,
        receptions.movement_reason_id,
        reasons.movement_reason_key,
        receptions.prison_id,
        prisons.prison_key,
        {{ age_at('receptions.birth_date', 'receptions.reception_date') }}
            as age_at_reception,
        receptions.is_opening,
        sentence_bands.sentence_band_key,
        cast(sentences.sentence_months as integer) as sentence_months
    from receptions
    left outer join persons
        on
            receptions.person_id = persons.person_id
            and {{ in_force('persons', 'receptions.reception_at') }}
    left outer join prisons
        on
            receptions.prison_id = prisons.prison_id
            and {{ in_force('prisons', 'receptions.reception_at') }}
    left outer join reasons
        on receptions.movement_reason_id = reasons.movement_reason_id
    left outer join sentences
        on receptions.custody_spell_key = sentences.custody_spell_key
    left outer join sentence_bands
        on
            coalesce(
                sentences.sentence_band_id, {{ not_applicable_member() }}
            ) = sentence_bands.sentence_band_id
),

final as (
    {{ rewritten_rows(
        'keyed',
        key='reception_key',
        due=where_booking_due(due, 'booking_id'),
    ) }}
)

select * from final
