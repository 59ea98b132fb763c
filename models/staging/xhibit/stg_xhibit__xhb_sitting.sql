{# One row per live sitting of a court room. #}
with

sittings as (
    {{ as_at_mask(ref('xhibit__xhb_sitting')) }}
),

final as (
    select
        sitting_id,
        court_site_id,
        court_room_id,
        sitting_sequence_no as sitting_sequence,
        sitting_time as sits_at_local,
        {{ local_to_utc('sitting_time') }} as sits_at,
        {{ is_repeated_hour('sitting_time') }} as is_repeated_hour,
        {{ is_missing_hour('sitting_time') }} as is_missing_hour,
        is_floating = 'Y' as is_floating,
        case_disposed_date,
        mojap_start_datetime as stated_at
    from sittings
    where mojap_current_record
)

select * from final
