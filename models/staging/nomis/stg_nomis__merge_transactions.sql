{# One row per live request to merge two people in NOMIS. #}
with

requests as (
    {{ as_at_mask(ref('nomis__merge_transactions')) }}
),

final as (
    select
        merge_transaction_id,
        {{ local_to_utc('request_date') }} as requested_at,
        {{ is_repeated_hour('request_date') }} as is_repeated_hour,
        {{ is_missing_hour('request_date') }} as is_missing_hour,
        request_status_code as merge_status_code,
        transaction_source as merge_source_code,
        offender_book_id_1 as first_offender_book_id,
        root_offender_id_1 as first_root_offender_id,
        offender_id_1 as first_offender_id,
        offender_id_display_1 as first_noms_number,
        offender_book_id_2 as second_offender_book_id,
        root_offender_id_2 as second_root_offender_id,
        offender_id_2 as second_offender_id,
        offender_id_display_2 as second_noms_number,
        mojap_start_datetime as stated_at
    from requests
    where mojap_current_record
)

select * from final
