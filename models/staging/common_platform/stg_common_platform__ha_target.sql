{# One live target of results. #}
with

targets as (
    {{ as_at_mask(ref('common_platform__ha_target')) }}
),

final as (
    select
        id as target_id,
        hearing_id,
        hearing_day as hearing_date,
        case_id,
        defendant_id,
        offence_id,
        application_id,
        application_finalised as is_application_final,
        shadow_listed as is_shadow_listed,
        mojap_start_datetime as stated_at
    from targets
    where mojap_current_record
)

select * from final
