{#
    Guards the number of passes that add up sentences which run one after
    another. It fails when more than eight do, or when they follow each other in
    a ring. Add a pass after `int_sentence_chains_settled`, or look at the ring.
#}
select
    chains.sentence_key,
    chains.previous_sentence_key
from {{ ref('int_sentence_chains_settled') }} as chains
inner join {{ ref('int_sentence_chains_settled') }} as earlier
    on chains.previous_sentence_key = earlier.sentence_key
