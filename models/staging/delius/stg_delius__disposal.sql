{# One row per live disposal of Delius. #}
with

disposals as (
    {{ as_at_mask(ref('delius__disposal')) }}
),

final as (
    select
        disposal_id,
        event_id,
        offender_id,
        disposal_type_id,
        disposal_date,
        length as disposal_length,
        length_2 as second_length,
        length_in_days,
        entry_length as pronounced_length,
        entry_length_units_id as pronounced_length_units_id,
        value as amount,
        notional_end_date as expected_end_date,
        entered_notional_end_date as entered_expected_end_date,
        termination_date,
        disposal_termination_reason_id as termination_reason_id,
        upw = 1 as has_unpaid_work,
        active_flag = 1 as is_active,
        mojap_start_datetime as stated_at
    from disposals
    where mojap_current_record
)

select * from final
