{# One row per live result of an offence. #}
with

results as (
    {{ as_at_mask(ref('libra__libra_result')) }}
),

final as (
    select
        result_id,
        offence_id,
        result_code,
        result_date,
        duration_value,
        duration_unit as duration_unit_code,
        suspended_months,
        unpaid_work_hours,
        run_type as run_type_code,
        consecutive_to_result_id,
        amount,
        mojap_start_datetime as stated_at
    from results
    where mojap_current_record
)

select * from final
