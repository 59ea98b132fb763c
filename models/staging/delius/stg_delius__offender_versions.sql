{# One row per version of an offender record. #}
with

offenders as (
    {{ as_at_mask(ref('delius__offender')) }}
),

final as (
    select
        offender_id,
        crn,
        noms_number,
        pnc_number,
        cro_number,
        surname as last_name,
        first_name,
        second_name as middle_name,
        previous_surname as previous_last_name,
        date_of_birth_date as birth_date,
        gender_id,
        ethnicity_id,
        most_recent_prisoner_number as latest_booking_no,
        current_disposal = 1 as has_current_disposal,
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from offenders
)

select * from final
