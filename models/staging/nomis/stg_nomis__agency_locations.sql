{# One row per live NOMIS place: a prison, a court, a hospital or outside. #}
with

places as (
    {{ as_at_mask(ref('nomis__agency_locations')) }}
),

final as (
    select
        agy_loc_id as place_id,
        description as place_name,
        agency_location_type as place_type_code,
        active_flag = 'Y' as is_active,
        deactivation_date,
        mojap_start_datetime as stated_at
    from places
    where mojap_current_record
)

select * from final
