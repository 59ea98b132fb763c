{# One row per version of one defendant on one magistrates' case. #}
with

defendants as (
    {{ as_at_mask(ref('libra__libra_defendant')) }}
),

final as (
    select
        defendant_id,
        case_id,
        defendant_type = 'ORGANISATION' as is_organisation,
        surname as last_name,
        forenames as first_names,
        birth_date,
        sex as sex_code,
        ethnicity as ethnicity_code,
        pnc_id as pnc_number,
        cro_number,
        asn,
        bail_status as bail_status_code,
        bail_status_date,
        completed_date,
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from defendants
)

select * from final
