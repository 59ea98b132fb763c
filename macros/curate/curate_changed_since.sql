{# The least row time of what changed between the ledger and the reconciliation, null when nothing did; and how many batches another contract curated. #}
{% macro curate_changed_since(events, spec, reconciliation, known_at=none) %}
select
    min(case
        when
            batches.batch_id is null
            or recorded.batch_id is null
            or batches.released = 1
            and recorded.standing = 'held'
            and recorded.held_because not like 'lacks required%'
            then coalesce(
                batches.min_time,
                {{ canonical_text('recorded.min_time', 'timestamp(6)') }},
                '{{ curate_never() }}'
            )
    end) as changed_since,
    count(case when recorded.contract_hash <> '{{ spec.hash }}' then 1 end)
        as other_contract
from (
    {{ ledger_batches(events, spec.system, spec.table, known_at) }}
) as batches
full outer join {{ reconciliation }} as recorded
    on batches.batch_id = recorded.batch_id
{% endmacro %}
