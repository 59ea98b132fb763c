{# One live result line. #}
with

result_lines as (
    {{ as_at_mask(ref('common_platform__ha_result_line')) }}
),

final as (
    select
        id as result_line_id,
        target_id,
        case_id,
        defendant_id,
        offence_id,
        result_definition_id,
        short_code as result_code,
        result_label as result_name,
        level as level_code,
        ordered_date,
        last_shared_date_time as shared_at,
        amendment_date as amended_at,
        is_complete,
        is_modified,
        mojap_start_datetime as stated_at
    from result_lines
    where mojap_current_record
)

select * from final
