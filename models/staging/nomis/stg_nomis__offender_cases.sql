{# One row per live court case of a NOMIS booking. #}
with

cases as (
    {{ as_at_mask(ref('nomis__offender_cases')) }}
),

final as (
    select
        case_id,
        offender_book_id,
        case_seq as case_sequence,
        case_info_number as court_case_number,
        case_type as case_type_code,
        case_status as case_status_code,
        combined_case_id,
        begin_date,
        agy_loc_id as court_place_id,
        mojap_start_datetime as stated_at
    from cases
    where mojap_current_record
)

select * from final
