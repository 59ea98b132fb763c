{# One row per live prison on the register. #}
with

prisons as (
    {{ as_at_mask(ref('registers__prison_register')) }}
),

final as (
    select
        prison_id,
        name as prison_name,
        active as is_active,
        male as is_male,
        female as is_female,
        contracted as is_contracted,
        region as region_name,
        local_authority as local_authority_name,
        operator as operator_name,
        category as category_code,
        mojap_start_datetime as stated_at
    from prisons
    where mojap_current_record
)

select * from final
