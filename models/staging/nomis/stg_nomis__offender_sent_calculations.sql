{# One row per live calculation of a NOMIS booking's release dates. #}
with

calculations as (
    {{ as_at_mask(ref('nomis__offender_sent_calculations')) }}
),

final as (
    select
        offender_sent_calculation_id as calculation_id,
        offender_book_id,
        calculation_date as calculated_at_local,
        {{ local_to_utc('calculation_date') }} as calculated_at,
        {{ is_repeated_hour('calculation_date') }} as is_repeated_hour,
        {{ is_missing_hour('calculation_date') }} as is_missing_hour,
        calc_reason_code as calculation_reason_code,
        coalesce(hdced_overrided_date, hdced_calculated_date)
            as home_curfew_eligibility_date,
        coalesce(hdcad_overrided_date, hdcad_calculated_date)
            as home_curfew_approved_date,
        coalesce(ard_overrided_date, ard_calculated_date)
            as automatic_release_date,
        coalesce(crd_overrided_date, crd_calculated_date)
            as conditional_release_date,
        coalesce(npd_overrided_date, npd_calculated_date) as non_parole_date,
        coalesce(ped_overrided_date, ped_calculated_date)
            as parole_eligibility_date,
        coalesce(led_overrided_date, led_calculated_date)
            as licence_expiry_date,
        coalesce(sed_overrided_date, sed_calculated_date)
            as sentence_expiry_date,
        coalesce(prrd_overrided_date, prrd_calculated_date)
            as post_recall_release_date,
        coalesce(tused_overrided_date, tused_calculated_date)
            as top_up_supervision_expiry_date,
        coalesce(tariff_overrided_date, tariff_calculated_date)
            as tariff_expiry_date,
        coalesce(
            hdced_overrided_date,
            hdcad_overrided_date,
            ard_overrided_date,
            crd_overrided_date,
            npd_overrided_date,
            ped_overrided_date,
            led_overrided_date,
            sed_overrided_date,
            prrd_overrided_date,
            tused_overrided_date,
            tariff_overrided_date
        ) is not null as is_overridden,
        effective_sentence_end_date,
        effective_sentence_length,
        judicially_imposed_sent_length as imposed_sentence_length,
        mojap_start_datetime as stated_at
    from calculations
    where mojap_current_record
)

select * from final
