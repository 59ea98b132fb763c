{# The least row time of what changed between the ledger and the reconciliation; null when nothing did. #}
{% macro curate_changed_since(events, spec, reconciliation, known_at=none) %}
select
    min(coalesce(
        batches.min_time,
        {{ canonical_text('recorded.min_time', 'timestamp(6)') }},
        '{{ curate_never() }}'
    )) as changed_since
from (
    {{ ledger_batches(events, spec.system, spec.table, known_at) }}
) as batches
full outer join {{ reconciliation }} as recorded
    on batches.batch_id = recorded.batch_id
where
    batches.batch_id is null
    or recorded.batch_id is null
    or batches.released = 1
    and recorded.standing = 'held'
    and recorded.held_because not like 'lacks required%'
{% endmacro %}
