{# One row per final release from a stay in custody, as prisons recorded it. #}
{% set due = ref('int_bookings_changed') %}
with

spells as (
    select * from {{ ref('int_custody_spells_closed') }}
    {{ where_booking_due(due, 'booking_id') }}
),

released as (
    select * from spells
    where release_at is not null and not is_release_missing
),

persons as (
    select * from {{ ref('dim_persons') }}
),

prisons as (
    select * from {{ ref('dim_prisons') }}
),

sentences as (
    select * from {{ ref('int_custody_sentences_banded') }}
),

sentence_bands as (
    select * from {{ ref('dim_sentence_bands') }}
),

keyed as (
    select
        spells.custody_spell_key,
        spells.booking_id,
        spells.person_id,
        persons.person_key,
        spells.release_date,
        spells.release_at,
        spells.release_kind,
        spells.latest_prison_id as prison_id,
        prisons.prison_key,
        cast(
            {{ days_between('spells.reception_date', 'spells.release_date') }}
            as integer
        ) as days_in_custody,
        {{ age_at('spells.birth_date', 'spells.release_date') }}
            as age_at_release,
        sentence_bands.sentence_band_key,
        cast(sentences.sentence_months as integer) as sentence_months
    from released as spells
    left outer join persons
        on
            spells.person_id = persons.person_id
            and {{ in_force('persons', 'spells.release_at') }}
    left outer join prisons
        on
            spells.latest_prison_id = prisons.prison_id
            and {{ in_force('prisons', 'spells.release_at') }}
    left outer join sentences
        on spells.custody_spell_key = sentences.custody_spell_key
    left outer join sentence_bands
        on
            coalesce(
                sentences.sentence_band_id, {{ not_applicable_member() }}
            ) = sentence_bands.sentence_band_id
),

final as (
    {{ rewritten_rows(
        'keyed',
        key='custody_spell_key',
        due=where_booking_due(due, 'booking_id'),
    ) }}
)

select * from final
