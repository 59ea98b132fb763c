{# One row per time in one prison with one legal status, from start to end. #}
{% set due = ref('int_bookings_changed') %}
with

periods as (
    select * from {{ ref('int_custody_status_periods_tiled') }}
    {{ where_booking_due(due, 'booking_id') }}
),

spells as (
    select * from {{ ref('int_custody_spells_closed') }}
    {{ where_booking_due(due, 'booking_id') }}
),

ordered as (
    select
        *,
        row_number() over (
            partition by booking_id, custody_spell_key
            order by started_at
        ) as period_number,
        lag(prison_id) over (
            partition by booking_id, custody_spell_key
            order by started_at
        ) as previous_prison_id,
        lead(prison_id) over (
            partition by booking_id, custody_spell_key
            order by started_at
        ) as next_prison_id,
        lead(started_at) over (
            partition by booking_id, custody_spell_key
            order by started_at
        ) as next_started_at,
        lead(started_date) over (
            partition by booking_id, custody_spell_key
            order by started_at
        ) as next_started_date
    from periods
),

closed as (
    select
        {{ generate_surrogate_key([
            'ordered.custody_spell_key',
            ('ordered.started_at', 'timestamp(6)'),
        ]) }} as custody_status_period_key,
        ordered.custody_spell_key,
        spells.booking_id,
        spells.person_id,
        spells.birth_date,
        ordered.period_number,
        ordered.prison_id,
        ordered.legal_status_id,
        ordered.started_at,
        ordered.started_date,
        coalesce(ordered.next_started_at, spells.release_at) as ended_at,
        coalesce(ordered.next_started_date, spells.release_date) as ended_date,
        case
            when ordered.period_number = 1 then 'reception'
            when ordered.prison_id <> ordered.previous_prison_id
                then 'transfer'
            else 'legal status'
        end as start_kind,
        case
            when ordered.next_prison_id <> ordered.prison_id then 'transfer'
            when ordered.next_prison_id is not null then 'legal status'
            when spells.is_open then {{ not_applicable_member() }}
            else 'release'
        end as end_kind
    from ordered
    inner join spells
        on ordered.custody_spell_key = spells.custody_spell_key
),

final as (
    {{ rewritten_rows(
        'closed',
        key='custody_status_period_key',
        due=where_booking_due(due, 'booking_id'),
    ) }}
)

select * from final
