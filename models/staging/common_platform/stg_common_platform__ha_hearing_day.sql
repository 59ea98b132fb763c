{# One live day of a hearing. #}
with

hearing_days as (
    {{ as_at_mask(ref('common_platform__ha_hearing_day')) }}
),

final as (
    select
        id as hearing_day_id,
        hearing_id,
        date as sitting_date,
        sitting_day as listed_at,
        listing_sequence,
        listed_duration_minutes,
        is_cancelled,
        court_centre_id,
        court_room_id,
        has_shared_results,
        mojap_start_datetime as stated_at
    from hearing_days
    where mojap_current_record
)

select * from final
