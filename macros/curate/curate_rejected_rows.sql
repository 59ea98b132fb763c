{# Rejected rows as they landed, with the whole row as JSON, untrimmed. #}
{% macro curate_rejected_rows(spec, plan, work) %}
{%- set names = spec.columns | map(attribute='name') | list -%}
{%- set read = names + ([spec.op] if spec.op and spec.op not in names
    else []) -%}
select
    rows_of.*,
    {{ json_row('rows_of', names) }} as landed_row
from (
    {{ curate_rows(
        spec, plan,
        "select batch_id as kept_batch_id, row_no as kept_row_no"
        ~ (', mojap_content_id' if spec.by_content else '')
        ~ " from " ~ work ~ " where category = 'rejected'",
        ['mojap_content_id'] if spec.by_content else []
    ) }}
) as rows_of
{% endmacro %}
