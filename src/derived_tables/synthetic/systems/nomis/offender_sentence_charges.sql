-- A charge for which a sentence was passed, written with the sentence.
select
    block, item,
    created_at + interval 20 second as version_at,
    null::timestamp as until_at,
    'I' as op,
    offender_book_id::varchar as offender_book_id,
    sentence_seq::varchar as sentence_seq,
    (serial * 12 + offence_no)::varchar as offender_charge_id,
    scn_at(created_at, block, item) as scn
from nomis_sentences
