{# The plan's landed rows with their batch: number, id, kind. A filter keeps some of them. #}
{% macro curate_rows(spec, plan, kept=none, kept_columns=[]) %}
{%- set names = spec.columns | map(attribute='name') | list -%}
{%- set read = names + ([spec.op] if spec.op and spec.op not in names
    else []) -%}
select
    batches.batch_no,
    batches.batch_id,
    batches.lacks,
    batches.is_deletes,
    landed._row_number as row_no,
    landed._extraction_timestamp as row_time,
    {% if spec.op -%}
    upper(nullif({{ trim_text('landed."' ~ spec.op ~ '"') }}, ''))
    {%- else -%}
    cast(null as varchar)
    {%- endif %} as row_op
    {%- for column in kept_columns %},
    kept.{{ column }}
    {%- endfor %}
    {%- for name in names %},
    landed."{{ name }}"
    {%- endfor %}
from ({{ landed_rows(spec, plan, read) }}) as landed
inner join ({{ curate_batches(plan) }}) as batches
    on landed._batch_id = batches.batch_id
{%- if kept %}
inner join ({{ kept }}) as kept
    on
        landed._batch_id = kept.kept_batch_id
        and landed._row_number = kept.kept_row_no
{%- endif %}
{% endmacro %}
