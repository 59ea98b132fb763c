{# One row per live NOMIS movement. #}
with

movements as (
    {{ as_at_mask(ref('nomis__offender_external_movements')) }}
),

timed as (
    select
        *,
        {# The gate book's day holds; the other gives the time of day alone. #}
        cast(movement_date as timestamp(6)) + coalesce(
            movement_time - date_trunc('day', movement_time),
            interval '0' day
        ) as moved_at_local
    from movements
    where mojap_current_record
),

final as (
    select
        offender_book_id,
        movement_seq as movement_sequence,
        movement_date,
        moved_at_local,
        {{ local_to_utc('moved_at_local') }} as moved_at,
        movement_time is null as is_time_missing,
        {{ is_repeated_hour('moved_at_local') }} as is_repeated_hour,
        {{ is_missing_hour('moved_at_local') }} as is_missing_hour,
        movement_type as movement_type_code,
        movement_reason_code,
        direction_code,
        from_agy_loc_id as from_place_id,
        to_agy_loc_id as to_place_id,
        active_flag = 'Y' as is_latest,
        mojap_start_datetime as stated_at
    from timed
)

select * from final
