{# One row per version of a prison, without a gap from 1900 on. #}
with

versions as (
    {{ unbroken_versions(
        ref('stg_registers__prison_register_versions'), 'prison_id'
    ) }}
),

final as (
    select
        prison_id,
        prison_name,
        is_active,
        is_male,
        is_female,
        is_contracted,
        region_name,
        local_authority_name,
        operator_name,
        category_code,
        is_listed,
        valid_from,
        valid_to
    from versions
)

select * from final
