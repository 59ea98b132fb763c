{# One row per custodial sentence, with the one that it follows added. #}
with

sentences as (
    select
        *,
        sentence_date as chain_date
    from {{ ref('int_sentences_measured') }}
),

longer as (
    {{ longer_chains('sentences') }}
),

final as (
    select
        sentence_key,
        booking_id,
        sentence_date,
        previous_sentence_key,
        chain_date,
        is_indeterminate,
        length_months,
        length_days
    from longer
)

select * from final
