{# One row per live charge of a NOMIS sentence. #}
with

sentence_charges as (
    {{ as_at_mask(ref('nomis__offender_sentence_charges')) }}
),

final as (
    select
        offender_book_id,
        sentence_seq as sentence_sequence,
        offender_charge_id,
        mojap_start_datetime as stated_at
    from sentence_charges
    where mojap_current_record
)

select * from final
