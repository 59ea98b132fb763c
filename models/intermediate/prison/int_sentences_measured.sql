{# One row per custodial sentence that a court passed, with its own length. #}
with

sentences as (
    select * from {{ ref('stg_nomis__offender_sentences') }}
    where sentence_level_code = 'IND' and sentence_status_code <> 'QUASHED'
),

terms as (
    select * from {{ ref('stg_nomis__offender_sentence_terms') }}
),

term_kinds as (
    select * from {{ ref('sentence_term_kinds') }}
    where is_custodial
),

{# A licence that follows is no part of the length. #}
added as (
    select
        terms.offender_book_id,
        terms.sentence_sequence,
        bool_or(terms.is_life) as is_indeterminate,
        cast(sum(
            12 * coalesce(terms.term_years, 0) + coalesce(terms.term_months, 0)
        ) as bigint) as length_months,
        cast(sum(
            7 * coalesce(terms.term_weeks, 0) + coalesce(terms.term_days, 0)
        ) as bigint) as length_days
    from terms
    inner join term_kinds
        on terms.sentence_term_code = term_kinds.sentence_term_code
    group by terms.offender_book_id, terms.sentence_sequence
),

lengths as (
    select
        *,
        length_months = 0 and length_days = 0 as is_empty
    from added
),

final as (
    select
        {{ generate_surrogate_key([
            "'nomis'",
            ('sentences.offender_book_id', 'bigint'),
            ('sentences.sentence_sequence', 'bigint'),
        ]) }} as sentence_key,
        {{ generate_surrogate_key([
            "'nomis'", ('sentences.offender_book_id', 'bigint'),
        ]) }} as booking_id,
        sentences.sentence_start_date as sentence_date,
        {# A sentence does not follow itself. #}
        case
            when
                sentences.consecutive_to_sequence
                <> sentences.sentence_sequence
                then
                    {{ generate_surrogate_key([
                        "'nomis'",
                        ('sentences.offender_book_id', 'bigint'),
                        ('sentences.consecutive_to_sequence', 'bigint'),
                    ]) }}
        end as previous_sentence_key,
        coalesce(lengths.is_indeterminate, false) as is_indeterminate,
        {# A term without any length is not known to have none. #}
        case when not lengths.is_empty then lengths.length_months end
            as length_months,
        case when not lengths.is_empty then lengths.length_days end
            as length_days
    from sentences
    inner join lengths
        on
            sentences.offender_book_id = lengths.offender_book_id
            and sentences.sentence_sequence = lengths.sentence_sequence
)

select * from final
