{# One row per time in one prison with one legal status, unbroken. #}
{% set run = 'partition by booking_id, custody_spell_key order by started_at' %}
with

spells as (
    select * from {{ ref('int_custody_spells_closed') }}
),

arrivals as (
    select * from {{ ref('int_custody_prisons_entered') }}
),

statuses as (
    select * from {{ ref('int_custody_statuses_dated') }}
),

changes as (
    select
        booking_id,
        custody_spell_key,
        reception_at as started_at,
        reception_date as started_date,
        cast(null as varchar) as prison_id,
        cast(null as varchar) as legal_status_id
    from spells
    where reception_at < coalesce(release_at, {{ open_end() }})

    union all

    select
        booking_id,
        custody_spell_key,
        entered_at as started_at,
        entered_date as started_date,
        prison_id,
        cast(null as varchar) as legal_status_id
    from arrivals

    union all

    select
        booking_id,
        custody_spell_key,
        held_from_at as started_at,
        held_from_date as started_date,
        cast(null as varchar) as prison_id,
        legal_status_id
    from statuses
),

moments as (
    select
        booking_id,
        custody_spell_key,
        started_at,
        min(started_date) as started_date,
        max(prison_id) as prison_id,
        max(legal_status_id) as legal_status_id
    from changes
    group by booking_id, custody_spell_key, started_at
),

{# What a moment does not change stays as it was. #}
carried as (
    select
        booking_id,
        custody_spell_key,
        started_at,
        started_date,
        coalesce({{ last_known('prison_id', run) }}, {{ unknown_member() }})
            as prison_id,
        coalesce(
            {{ last_known('legal_status_id', run) }}, {{ unknown_member() }}
        ) as legal_status_id
    from moments
),

followed as (
    select
        *,
        lag(prison_id || ' ' || legal_status_id) over ({{ run }})
            as previous_place
    from carried
),

final as (
    select
        booking_id,
        custody_spell_key,
        prison_id,
        legal_status_id,
        started_at,
        started_date
    from followed
    where previous_place is distinct from prison_id || ' ' || legal_status_id
)

select * from final
