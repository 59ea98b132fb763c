{# One row per calculation of a booking's release dates, the latest marked. #}
with

calculations as (
    select * from {{ ref('int_release_dates_calculated') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

keyed as (
    select
        calculations.release_date_calculation_key,
        calculations.booking_id,
        calculations.person_id,
        persons.person_key,
        calculations.calculated_at,
        calculations.calculation_reason_code,
        calculations.home_curfew_eligibility_date,
        calculations.automatic_release_date,
        calculations.conditional_release_date,
        calculations.non_parole_date,
        calculations.parole_eligibility_date,
        calculations.licence_expiry_date,
        calculations.sentence_expiry_date,
        calculations.post_recall_release_date,
        calculations.top_up_supervision_expiry_date,
        calculations.tariff_expiry_date,
        calculations.is_overridden,
        calculations.is_latest
    from calculations
    left outer join persons
        on
            calculations.person_id = persons.person_id
            and {{ in_force('persons', 'calculations.calculated_at') }}
),

final as (
    {{ rewritten_rows('keyed', key='release_date_calculation_key') }}
)

select * from final
