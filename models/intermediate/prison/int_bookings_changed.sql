{# One row per booking of which facts of custody are to be made anew. #}
{% set fingerprints = ref('int_bookings_fingerprinted') %}
{% set read = {
    'movements': ref('stg_nomis__offender_external_movements'),
    'statuses': ref('stg_nomis__offender_imprison_statuses'),
    'sentences': ref('stg_nomis__offender_sentences'),
    'terms': ref('stg_nomis__offender_sentence_terms'),
} %}
with

bookings as (
    select * from {{ ref('int_bookings_identified') }}
),

records as (
    select * from {{ ref('int_person_records_identified') }}
),

{# A person's other bookings too: stays are told apart across them. #}
owned as (
    select
        bookings.offender_book_id,
        records.person_id
    from bookings
    inner join records
        on bookings.person_identifier = records.person_identifier
),

due as (
    {{ due_bookings('owned', fingerprints, read) }}
),

final as (
    select
        offender_book_id,
        {{ generate_surrogate_key([
            "'nomis'", ('offender_book_id', 'bigint'),
        ]) }} as booking_id
    from due
)

select * from final
