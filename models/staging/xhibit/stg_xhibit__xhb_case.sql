{# One row per live Crown Court case. #}
with

cases as (
    {{ as_at_mask(ref('xhibit__xhb_case')) }}
),

final as (
    select
        case_id,
        case_number,
        case_type as case_type_code,
        case_sub_type as appeal_type_code,
        court_id,
        receipt_type as receipt_type_code,
        received_date,
        committal_date,
        sent_for_trial_date,
        appeal_lodged_date,
        mag_conviction_date as magistrates_conviction_date,
        class_code as offence_class_code,
        magistrates_case_ref as magistrates_case_number,
        case_disposed_date,
        mojap_start_datetime as stated_at
    from cases
    where mojap_current_record
)

select * from final
