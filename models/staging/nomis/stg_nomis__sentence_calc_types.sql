{# One row per live NOMIS type of sentence calculation. #}
with

calculation_types as (
    {{ as_at_mask(ref('nomis__sentence_calc_types')) }}
),

final as (
    select
        sentence_calc_type as sentence_calc_type_code,
        sentence_category as sentence_category_code,
        description as sentence_calc_type_name,
        sentence_type as sentence_setting_code,
        active_flag = 'Y' as is_active,
        expiry_date,
        mojap_start_datetime as stated_at
    from calculation_types
    where mojap_current_record
)

select * from final
