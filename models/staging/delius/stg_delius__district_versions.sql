{# One row per version of a district. #}
with

districts as (
    {{ as_at_mask(ref('delius__district')) }}
),

final as (
    select
        district_id,
        code as district_code,
        description as district_name,
        borough_id,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from districts
)

select * from final
