{# One row per live code of a NOMIS reference domain. #}
with

codes as (
    {{ as_at_mask(ref('nomis__reference_codes')) }}
),

final as (
    select
        domain as domain_code,
        code,
        description as code_name,
        active_flag = 'Y' as is_active,
        expired_date as expiry_date,
        new_code as replacement_code,
        parent_domain as parent_domain_code,
        parent_code,
        mojap_start_datetime as stated_at
    from codes
    where mojap_current_record
)

select * from final
