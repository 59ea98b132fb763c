{# One row per live term of a NOMIS sentence. #}
with

terms as (
    {{ as_at_mask(ref('nomis__offender_sentence_terms')) }}
),

final as (
    select
        offender_book_id,
        sentence_seq as sentence_sequence,
        term_seq as term_sequence,
        sentence_term_code,
        years as term_years,
        months as term_months,
        weeks as term_weeks,
        days as term_days,
        hours as term_hours,
        start_date as term_start_date,
        end_date as term_end_date,
        life_sentence_flag = 'Y' as is_life,
        mojap_start_datetime as stated_at
    from terms
    where mojap_current_record
)

select * from final
