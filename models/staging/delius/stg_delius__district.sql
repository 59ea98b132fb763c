{# One row per live district of Delius. #}
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
        mojap_start_datetime as stated_at
    from districts
    where mojap_current_record
)

select * from final
