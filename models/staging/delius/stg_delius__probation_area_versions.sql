{# One row per version of a probation area. #}
with

areas as (
    {{ as_at_mask(ref('delius__probation_area')) }}
),

final as (
    select
        probation_area_id,
        code as probation_area_code,
        description as probation_area_name,
        selectable = 'Y' as is_selectable,
        private = 1 as is_private,
        institution_id,
        establishment = 'Y' as is_establishment,
        start_date,
        end_date,
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from areas
)

select * from final
