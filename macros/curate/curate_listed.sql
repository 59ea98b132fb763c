{# Batches of a plan as rows of literals: what its statements ask of them. #}
{% macro curate_listed(batches) %}
select
    batch_no,
    batch_id,
    kind,
    slice,
    held,
    lacks,
    part,
    cast(min_time as timestamp(6)) as min_time,
    cast(max_time as timestamp(6)) as max_time,
    cast(landed_rows as bigint) as landed_rows,
    cast(distinct_keys as bigint) as distinct_keys
from (
    values
    {%- for batch in batches %}
    (
        {{ batch.no }}, '{{ batch.id }}', '{{ batch.kind }}',
        {{ curate_literal(batch.slice) }}, {{ curate_literal(batch.held) }},
        '{% if batch.lacks %},{{ batch.lacks | join(',') }},{% endif %}',
        '{{ batch.part }}',
        {{ curate_literal(batch.min_time) }},
        {{ curate_literal(batch.max_time) }}, {{ batch.rows }},
        {{ batch.key_count if batch.key_count is not none
            else 'cast(null as bigint)' }}
    ){{ ',' if not loop.last }}
    {%- endfor %}
    {%- if not batches %}
    (-1, '', '', '', '', '', '', '', '', 0, 0)
    {%- endif %}
) as listed (
    batch_no, batch_id, kind, slice, held, lacks, part, min_time, max_time,
    landed_rows, distinct_keys
)
{%- if not batches %}
where batch_no >= 0
{%- endif %}
{% endmacro %}
