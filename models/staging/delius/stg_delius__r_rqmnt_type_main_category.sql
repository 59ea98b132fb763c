{# One row per live kind of requirement of Delius. #}
with

requirement_types as (
    {{ as_at_mask(ref('delius__r_rqmnt_type_main_category')) }}
),

final as (
    select
        rqmnt_type_main_category_id as requirement_type_id,
        code as requirement_type_code,
        description as requirement_type_name,
        units_id,
        minimum_length,
        maximum_length,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at
    from requirement_types
    where mojap_current_record
)

select * from final
