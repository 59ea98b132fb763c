{# One row per calculation of a booking's release dates. #}
with

calculations as (
    select * from {{ ref('stg_nomis__offender_sent_calculations') }}
),

bookings as (
    select * from {{ ref('int_bookings_identified') }}
),

records as (
    select * from {{ ref('int_person_records_identified') }}
),

final as (
    select
        {{ generate_surrogate_key([
            "'nomis'", ('calculations.calculation_id', 'bigint'),
        ]) }} as release_date_calculation_key,
        {{ generate_surrogate_key([
            "'nomis'", ('calculations.offender_book_id', 'bigint'),
        ]) }} as booking_id,
        records.person_id,
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
        {# The one entered later stands where two have one moment. #}
        row_number() over (
            partition by calculations.offender_book_id
            order by
                calculations.calculated_at desc,
                calculations.calculation_id desc
        ) = 1 as is_latest
    from calculations
    inner join bookings
        on calculations.offender_book_id = bookings.offender_book_id
    inner join records
        on bookings.person_identifier = records.person_identifier
)

select * from final
