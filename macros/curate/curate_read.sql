{# In one statement: the ledger's batches, what earlier builds recorded, and the count of the last full extract before; from the horizon on, where a change is known. #}
{% macro curate_read(
    events, spec, reconciliation=none, since=none, known_at=none
) %}
with

batches as (
    {{ ledger_batches(events, spec.system, spec.table, known_at) }}
)

{%- if reconciliation %},

recorded as (
    select
        batch_id,
        kind,
        {{ canonical_text('min_time', 'timestamp(6)') }} as min_time,
        {{ canonical_text('max_time', 'timestamp(6)') }} as max_time,
        standing,
        distinct_keys
    from {{ reconciliation }}
)
{%- endif %}

{%- if since %},

{{ curate_horizon(since) }}
{%- endif %}

select
    'batch' as what,
    batches.batch_id,
    batches.kind,
    batches.slice,
    batches.min_time,
    batches.max_time,
    batches.landed_rows,
    batches.part,
    batches.columns_seen,
    batches.released,
    cast(null as varchar) as standing,
    cast(null as bigint) as distinct_keys
from batches
{%- if since %}
cross join horizon
where coalesce(batches.min_time, '{{ curate_never() }}') >= horizon.horizon
{%- endif %}
{%- if reconciliation %}
union all
select
    'recorded' as what,
    recorded.batch_id,
    recorded.kind,
    null as slice,
    recorded.min_time,
    recorded.max_time,
    null as landed_rows,
    null as part,
    null as columns_seen,
    null as released,
    recorded.standing,
    recorded.distinct_keys
from recorded
{%- if since %}
cross join horizon
where recorded.min_time >= horizon.horizon or recorded.min_time is null
union all
select
    'last count' as what,
    null as batch_id,
    null as kind,
    null as slice,
    null as min_time,
    null as max_time,
    null as landed_rows,
    null as part,
    null as columns_seen,
    null as released,
    null as standing,
    max_by(recorded.distinct_keys, recorded.min_time) as distinct_keys
from recorded
cross join horizon
where
    recorded.kind = 'full'
    and recorded.standing = 'in force'
    and recorded.min_time < horizon.horizon
{%- endif %}
{%- endif %}
{% endmacro %}
