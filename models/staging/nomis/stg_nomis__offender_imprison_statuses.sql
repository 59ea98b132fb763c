{# One row per live legal status of a NOMIS booking. #}
with

statuses as (
    {{ as_at_mask(ref('nomis__offender_imprison_statuses')) }}
),

timed as (
    select
        *,
        {# The date's day holds; the other gives the time of day alone. #}
        cast(effective_date as timestamp(6)) + coalesce(
            effective_time - date_trunc('day', effective_time),
            interval '0' day
        ) as effective_at_local
    from statuses
    where mojap_current_record
),

final as (
    select
        offender_book_id,
        imprison_status_seq as status_sequence,
        imprisonment_status as imprisonment_status_code,
        effective_date,
        effective_at_local,
        {{ local_to_utc('effective_at_local') }} as effective_at,
        effective_time is null as is_time_missing,
        {{ is_repeated_hour('effective_at_local') }} as is_repeated_hour,
        {{ is_missing_hour('effective_at_local') }} as is_missing_hour,
        expiry_date,
        agy_loc_id as place_id,
        latest_status = 'Y' as is_latest,
        mojap_start_datetime as stated_at
    from timed
)

select * from final
