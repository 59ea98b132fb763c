{# One row per stay in custody of a person, none of them overlapping. #}
{% set due = ref('int_bookings_changed') %}
with

stays as (
    select * from {{ ref('int_custody_spells_assembled') }}
    {{ where_booking_due(due, 'booking_id') }}
),

followed as (
    select
        *,
        row_number() over (
            partition by person_id
            order by reception_at, custody_spell_key
        ) as spell_number,
        lead(reception_at) over (
            partition by person_id
            order by reception_at, custody_spell_key
        ) as next_reception_at,
        lead(reception_date) over (
            partition by person_id
            order by reception_at, custody_spell_key
        ) as next_reception_date
    from stays
),

{# Nobody is in custody twice: what never ended ends at the next reception. #}
judged as (
    select
        *,
        coalesce(
            next_reception_at < coalesce(release_at, {{ open_end() }}),
            false
        ) as is_release_missing
    from followed
),

closed as (
    select
        custody_spell_key,
        booking_id,
        person_id,
        birth_date,
        spell_number,
        reception_kind,
        reception_date,
        reception_at,
        reception_prison_id,
        latest_prison_id,
        latest_arrival_at,
        transfers,
        case
            when is_release_missing then next_reception_date
            else release_date
        end as release_date,
        case
            when is_release_missing then next_reception_at
            else release_at
        end as release_at,
        case
            when is_release_missing then {{ unknown_member() }}
            else coalesce(release_kind, {{ not_applicable_member() }})
        end as release_kind,
        is_release_missing,
        opening_kind <> 'reception' as is_reception_missing,
        not is_release_missing and release_at is null as is_open
    from judged
),

final as (
    {{ rewritten_rows(
        'closed',
        key='custody_spell_key',
        due=where_booking_due(due, 'booking_id'),
    ) }}
)

select * from final
