{# One row per live contact of Delius, an appointment or an entry. #}
with

contacts as (
    {{ as_at_mask(ref('delius__contact')) }}
),

timed as (
    select
        *,
        {# Times of day come with a day of no meaning, mostly 1 January 1970. #}
        cast(contact_date as timestamp(6)) + (
            contact_start_time - date_trunc('day', contact_start_time)
        ) as started_at_local,
        cast(contact_date as timestamp(6)) + (
            contact_end_time - date_trunc('day', contact_end_time)
        ) as ended_at_local
    from contacts
    where mojap_current_record
),

final as (
    select
        contact_id,
        linked_contact_id,
        offender_id,
        event_id,
        rqmnt_id as requirement_id,
        contact_type_id,
        contact_date,
        started_at_local,
        {{ local_to_utc('started_at_local') }} as started_at,
        {{ local_to_utc('ended_at_local') }} as ended_at,
        {{ is_repeated_hour('started_at_local') }} as is_repeated_hour,
        {{ is_missing_hour('started_at_local') }} as is_missing_hour,
        contact_outcome_type_id,
        attended = 'Y' as is_attended,
        complied = 'Y' as is_complied,
        hours_credited,
        rar_activity = 'Y' as is_rehabilitation_activity,
        team_id,
        probation_area_id,
        mojap_start_datetime as stated_at,
        mojap_batch_id as landed_batch_id,
        mojap_row_number as landed_row_number
    from timed
)

select * from final
