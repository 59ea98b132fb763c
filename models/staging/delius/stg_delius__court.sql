{# One row per live court of Delius. #}
with

courts as (
    {{ as_at_mask(ref('delius__court')) }}
),

final as (
    select
        court_id,
        code as court_code,
        court_name,
        court_type_id,
        probation_area_id,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at
    from courts
    where mojap_current_record
)

select * from final
