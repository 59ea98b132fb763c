{# One row per live borough of Delius. #}
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
        mojap_start_datetime as stated_at
    from boroughs
    where mojap_current_record
)

select * from final
