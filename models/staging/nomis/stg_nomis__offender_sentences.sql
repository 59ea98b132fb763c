{# One row per live sentence of a NOMIS booking. #}
with

sentences as (
    {{ as_at_mask(ref('nomis__offender_sentences')) }}
),

final as (
    select
        offender_book_id,
        sentence_seq as sentence_sequence,
        case_id,
        sentence_calc_type as sentence_calc_type_code,
        sentence_category as sentence_category_code,
        sentence_status as sentence_status_code,
        sentence_level as sentence_level_code,
        consec_to_sentence_seq as consecutive_to_sequence,
        start_date as sentence_start_date,
        end_date as sentence_end_date,
        termination_date,
        termination_reason as termination_reason_code,
        fine_amount,
        mojap_start_datetime as stated_at
    from sentences
    where mojap_current_record
)

select * from final
