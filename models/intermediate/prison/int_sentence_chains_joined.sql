{# One row per custodial sentence, with up to three that it follows added. #}
with

chains as (
    select * from {{ ref('int_sentence_chains_begun') }}
),

longer as (
    {{ longer_chains('chains') }}
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
