{# One live hearing. #}
with

hearings as (
    {{ as_at_mask(ref('common_platform__ha_hearing')) }}
),

final as (
    select
        id as hearing_id,
        court_centre_id,
        court_centre_name,
        hearing_type_id,
        hearing_type_description as hearing_type_name,
        jurisdiction_type as jurisdiction_code,
        has_shared_results,
        trial_type_id as trial_outcome_reason_id,
        is_effective_trial,
        is_vacated_trial,
        vacate_reason_id,
        is_box_hearing,
        hearing_state as hearing_state_code,
        first_shared_date,
        mojap_start_datetime as stated_at
    from hearings
    where mojap_current_record
)

select * from final
