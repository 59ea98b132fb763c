{#
    A pass of adding up sentences that run one after another: each takes the
    length of the chain that it follows, and what that chain follows. After one
    pass chains of two are whole, of four after two, of eight after three.
#}
{% macro longer_chains(chains) %}
select
    own.sentence_key,
    own.booking_id,
    own.sentence_date,
    earlier.previous_sentence_key,
    coalesce(earlier.chain_date, own.chain_date) as chain_date,
    own.is_indeterminate or coalesce(earlier.is_indeterminate, false)
        as is_indeterminate,
    {% for part in ['length_months', 'length_days'] %}
    own.{{ part }}
    + case when earlier.sentence_key is null then 0 else earlier.{{ part }} end
        as {{ part }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ chains }} as own
left outer join {{ chains }} as earlier
    on own.previous_sentence_key = earlier.sentence_key
{% endmacro %}
