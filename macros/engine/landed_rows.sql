{# Rows of a plan's parts, as they landed; a column that no batch has is null. #}
{% macro landed_rows(spec, plan, columns) %}
select
    _batch_id,
    _row_number,
    cast(_extraction_timestamp as timestamp(6)) as _extraction_timestamp
    {%- for column in columns %},
    {% if column in plan.columns_seen -%}
    "{{ column }}"
    {%- else -%}
    cast(null as varchar) as "{{ column }}"
    {%- endif %}
    {%- endfor %}
{% if plan.parts or plan.table -%}
{{ adapter.dispatch('landed_rows', 'derived_tables')(spec, plan) }}
{%- else -%}
{# Nothing has landed: there need be no folder and no table. #}
from (
    select
        cast(null as varchar) as _batch_id,
        cast(null as bigint) as _row_number,
        cast(null as varchar) as _extraction_timestamp
    where false
) as nothing
{%- endif %}
{% endmacro %}

{# Files are named: a folder's listing would show parts that no event names. #}
{% macro duckdb__landed_rows(spec, plan) %}
from read_parquet(
    [
        {%- for part in plan.parts %}
        '{{ landing_root() }}/{{ spec.system }}/{{ spec.table -}}
        /_part={{ part }}/rows.parquet'
        {{- ',' if not loop.last }}
        {%- endfor %}
    ],
    union_by_name = true,
    hive_partitioning = false
)
{% endmacro %}

{# One external table, a partition a part: others are not scanned. #}
{% macro athena__landed_rows(spec, plan) %}
from "{{ landing_database() }}_{{ spec.system }}"."{{ spec.table }}"
where
    {% if plan.table -%}
    _part in (select part from {{ plan.table }})
    {%- else -%}
    _part in (
        {%- for part in plan.parts %}'{{ part }}'
        {{- ',' if not loop.last }}{% endfor -%}
    )
    {%- endif %}
{% endmacro %}
