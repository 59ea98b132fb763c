{# One row per version of one defendant on one case. #}
with

defendants_on_cases as (
    {{ as_at_mask(ref('xhibit__xhb_defendant_on_case')) }}
),

final as (
    select
        defendant_on_case_id,
        case_id,
        defendant_id,
        defendant_number,
        ptiurn as urn,
        asn,
        pnc_id as pnc_number,
        date_of_committal as committal_date,
        comm_bc_status as committal_bail_status_code,
        current_bc_status as bail_status_code,
        mag_court_first_hearing_date as magistrates_first_hearing_date,
        last_update_date as updated_at_local,
        {{ local_to_utc('last_update_date') }} as updated_at,
        {{ is_repeated_hour('last_update_date') }} as is_repeated_hour,
        {{ is_missing_hour('last_update_date') }} as is_missing_hour,
        case_disposed_date,
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from defendants_on_cases
)

select * from final
