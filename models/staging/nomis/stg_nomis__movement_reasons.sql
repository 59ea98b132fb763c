{# One row per live NOMIS reason of movement. #}
with

reasons as (
    {{ as_at_mask(ref('nomis__movement_reasons')) }}
),

final as (
    select
        movement_type as movement_type_code,
        movement_reason_code,
        description as movement_reason_name,
        active_flag = 'Y' as is_active,
        expiry_date,
        mojap_start_datetime as stated_at
    from reasons
    where mojap_current_record
)

select * from final
