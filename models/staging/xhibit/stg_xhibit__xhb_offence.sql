{# One row per live offence charged against a defendant. #}
with

offences as (
    {{ as_at_mask(ref('xhibit__xhb_offence')) }}
),

final as (
    select
        offence_id,
        defendant_on_case_id,
        replaces_offence_id as replaced_offence_id,
        count_number,
        charge_type as charge_type_code,
        cjs_code as cjs_offence_code,
        offence_start_date,
        offence_end_date,
        charge_date,
        plea_code,
        plea_date,
        verdict_code,
        verdict_date,
        appeal_result_code,
        appeal_result_date,
        case_disposed_date,
        mojap_start_datetime as stated_at
    from offences
    where mojap_current_record
)

select * from final
