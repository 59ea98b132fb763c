{# One row per live hearing at one sitting. #}
with

scheduled_hearings as (
    {{ as_at_mask(ref('xhibit__xhb_scheduled_hearing')) }}
),

final as (
    select
        scheduled_hearing_id,
        sitting_id,
        hearing_id,
        sequence_no as list_sequence,
        date_of_hearing as hearing_date,
        start_time as started_at_local,
        {{ local_to_utc('start_time') }} as started_at,
        end_time as ended_at_local,
        {{ local_to_utc('end_time') }} as ended_at,
        {{ is_repeated_hour('start_time') }} as is_repeated_hour,
        {{ is_missing_hour('start_time') }} as is_missing_hour,
        is_case_active = 'Y' as is_case_active,
        ref_cracked_effective_id as cracked_effective_id,
        case_disposed_date,
        mojap_start_datetime as stated_at
    from scheduled_hearings
    where mojap_current_record
)

select * from final
