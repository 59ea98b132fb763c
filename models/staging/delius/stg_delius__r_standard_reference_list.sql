{# One row per live reference code of Delius. #}
with

reference_codes as (
    {{ as_at_mask(ref('delius__r_standard_reference_list')) }}
),

final as (
    select
        standard_reference_list_id as reference_id,
        code_value as reference_code,
        code_description as reference_name,
        reference_data_master_id as reference_list_id,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at
    from reference_codes
    where mojap_current_record
)

select * from final
