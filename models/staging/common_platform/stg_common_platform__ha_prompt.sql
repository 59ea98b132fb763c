{# One live value of a result. #}
with

prompts as (
    {{ as_at_mask(ref('common_platform__ha_prompt')) }}
),

final as (
    select
        id as prompt_definition_id,
        result_line_id,
        prompt_reference,
        prompt_id,
        label as prompt_label,
        value as prompt_value,
        mojap_start_datetime as stated_at
    from prompts
    where mojap_current_record
)

select * from final
