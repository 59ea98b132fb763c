{# One row per version of a borough. #}
with

boroughs as (
    {{ as_at_mask(ref('delius__borough')) }}
),

final as (
    select
        borough_id,
        code as borough_code,
        description as borough_name,
        probation_area_id,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from boroughs
)

select * from final
