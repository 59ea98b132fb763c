{% macro days_between(start, end) -%}
    {{ adapter.dispatch('days_between')(start, end) }}
{%- endmacro %}

{#- DuckDB's date_diff counts midnights crossed; date_sub counts whole days passed. -#}
{% macro duckdb__days_between(start, end) -%}
    date_sub('day', {{ start }}, {{ end }})
{%- endmacro %}

{#- Trino's date_diff counts whole days passed. -#}
{% macro athena__days_between(start, end) -%}
    date_diff('day', {{ start }}, {{ end }})
{%- endmacro %}
