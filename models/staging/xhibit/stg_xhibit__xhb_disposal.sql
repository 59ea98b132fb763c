{# One row per live disposal of an offence. #}
with

disposals as (
    {{ as_at_mask(ref('xhibit__xhb_disposal')) }}
),

final as (
    select
        disposal_id,
        offence_id,
        defendant_on_case_id,
        disposal_code,
        disposal_date,
        term_years,
        term_months,
        term_days,
        suspended_months,
        unpaid_work_hours,
        run_type as run_type_code,
        consecutive_to_disposal_id,
        amount,
        case_disposed_date,
        mojap_start_datetime as stated_at
    from disposals
    where mojap_current_record
)

select * from final
