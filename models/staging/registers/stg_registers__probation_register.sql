{# One live probation unit. #}
with

units as (
    {{ as_at_mask(ref('registers__probation_register')) }}
),

final as (
    select
        pdu_code as probation_unit_id,
        pdu_name as probation_unit_name,
        region_code,
        region_name,
        country as country_name,
        active as is_active,
        start_date,
        end_date,
        successor_pdu_code as successor_unit_id,
        mojap_start_datetime as stated_at
    from units
    where mojap_current_record
)

select * from final
