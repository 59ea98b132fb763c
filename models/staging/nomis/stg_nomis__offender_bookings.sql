{# One row per live NOMIS booking. #}
with

bookings as (
    {{ as_at_mask(ref('nomis__offender_bookings')) }}
),

final as (
    select
        offender_book_id,
        offender_id,
        root_offender_id,
        booking_no,
        booking_begin_date,
        booking_end_date,
        agy_loc_id as place_id,
        active_flag = 'Y' as is_active,
        in_out_status as in_out_status_code,
        booking_seq as booking_sequence,
        admission_reason as admission_reason_code,
        mojap_start_datetime as stated_at
    from bookings
    where mojap_current_record
)

select * from final
