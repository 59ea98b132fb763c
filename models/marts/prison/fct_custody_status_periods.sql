{# One row per person's time in one prison with one legal status, unbroken. #}
{% set due = ref('int_bookings_changed') %}
with

periods as (
    select * from {{ ref('int_custody_status_periods_closed') }}
    {{ where_booking_due(due, 'booking_id') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

prisons as (
    select * from {{ ref('dim_prisons') }}
),

legal_statuses as (
    select * from {{ ref('dim_legal_statuses') }}
),

keyed as (
    select
        periods.custody_status_period_key,
        periods.custody_spell_key,
        periods.booking_id,
        periods.person_id,
        persons.person_key,
        cast(periods.period_number as integer) as period_number,
        periods.prison_id,
        prisons.prison_key,
        periods.legal_status_id,
        legal_statuses.legal_status_key,
        legal_statuses.legal_status,
        periods.start_kind,
        periods.started_date as start_date,
        periods.started_at,
        periods.end_kind,
        periods.ended_date as end_date,
        periods.ended_at,
        cast(
            {{ days_between('periods.started_date', 'periods.ended_date') }}
            as integer
        ) as days_in_period,
        {{ age_at('periods.birth_date', 'periods.started_date') }}
            as age_at_start
    from periods
    left outer join persons
        on
            periods.person_id = persons.person_id
            and {{ in_force('persons', 'periods.started_at') }}
    left outer join prisons
        on
            periods.prison_id = prisons.prison_id
            and {{ in_force('prisons', 'periods.started_at') }}
    left outer join legal_statuses
        on periods.legal_status_id = legal_statuses.legal_status_id
),

final as (
    {{ rewritten_rows(
        'keyed',
        key='custody_status_period_key',
        due=where_booking_due(due, 'booking_id'),
    ) }}
)

select * from final
