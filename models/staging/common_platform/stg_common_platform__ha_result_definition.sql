{# One live result definition. #}
with

result_definitions as (
    {{ as_at_mask(ref('common_platform__ha_result_definition')) }}
),

final as (
    select
        id as result_definition_id,
        short_code as result_code,
        label as result_name,
        level as level_code,
        rank as rank_number,
        category as category_code,
        financial as is_financial,
        convicted as is_after_conviction,
        adjournment as is_adjournment,
        jurisdiction as jurisdiction_code,
        result_definition_group as result_group_name,
        post_hearing_custody_status as bail_status_code,
        terminates_offence_proceedings as is_end_of_offence,
        start_date as valid_from_date,
        end_date as valid_to_date,
        mojap_start_datetime as stated_at
    from result_definitions
    where mojap_current_record
)

select * from final
