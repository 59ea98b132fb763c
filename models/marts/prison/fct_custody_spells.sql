{# One row per continuous stay in custody, from reception to release. #}
{% set due = ref('int_bookings_changed') %}
with

spells as (
    select * from {{ ref('int_custody_spells_closed') }}
    {{ where_booking_due(due, 'booking_id') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

prisons as (
    select * from {{ ref('dim_prisons') }}
),

keyed as (
    select
        spells.custody_spell_key,
        spells.booking_id,
        spells.person_id,
        persons.person_key,
        cast(spells.spell_number as integer) as spell_number,
        spells.reception_kind,
        spells.reception_date,
        spells.reception_at,
        spells.reception_prison_id,
        reception_prisons.prison_key as reception_prison_key,
        spells.latest_prison_id,
        latest_prisons.prison_key as latest_prison_key,
        spells.release_kind,
        spells.release_date,
        spells.release_at,
        cast(spells.transfers as integer) as transfers,
        cast(
            {{ days_between('spells.reception_date', 'spells.release_date') }}
            as integer
        ) as days_in_custody,
        {{ age_at('spells.birth_date', 'spells.reception_date') }}
            as age_at_reception,
        spells.is_open,
        spells.is_reception_missing,
        spells.is_release_missing
    from spells
    left outer join persons
        on
            spells.person_id = persons.person_id
            and {{ in_force('persons', 'spells.reception_at') }}
    left outer join prisons as reception_prisons
        on
            spells.reception_prison_id = reception_prisons.prison_id
            and {{ in_force('reception_prisons', 'spells.reception_at') }}
    left outer join prisons as latest_prisons
        on
            spells.latest_prison_id = latest_prisons.prison_id
            and {{ in_force('latest_prisons', 'spells.latest_arrival_at') }}
),

final as (
    {{ rewritten_rows(
        'keyed',
        key='custody_spell_key',
        due=where_booking_due(due, 'booking_id'),
    ) }}
)

select * from final
