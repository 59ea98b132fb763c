{# The fold of the ledger's events: one row per batch in force. #}
{% macro ledger_batches(events, system, table, known_at=none) %}
with

events as (
    select *
    from {{ events }}
    where
        batch_id is not null
        {% if known_at %}and recorded_at <= '{{ known_at }}'{% endif %}
),

standing as (
    select
        batch_id,
        max_by(event, recorded_at || event_id)
            filter (where event <> 'released') as event,
        max(case when event = 'released' then 1 else 0 end) as released
    from events
    group by batch_id
)

select
    landed.batch_id,
    landed.kind,
    landed.slice,
    landed.min_time,
    landed.max_time,
    landed."rows" as landed_rows,
    landed.part,
    {{ list_text('landed."columns"') }} as columns_seen,
    standing.released
from events as landed
inner join standing on landed.batch_id = standing.batch_id
where
    landed.event = 'landed'
    and landed.system = '{{ system }}'
    and landed."table" = '{{ table }}'
    and standing.event <> 'withdrawn'
{% endmacro %}
