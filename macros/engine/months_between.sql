{% macro months_between(start, end) -%}
    {{ adapter.dispatch('months_between')(start, end) }}
{%- endmacro %}

{#- DuckDB's date_diff counts month ends crossed; date_sub counts whole months passed. -#}
{% macro duckdb__months_between(start, end) -%}
    date_sub('month', {{ start }}, {{ end }})
{%- endmacro %}

{#- Trino's date_diff counts whole months passed. -#}
{% macro athena__months_between(start, end) -%}
    date_diff('month', {{ start }}, {{ end }})
{%- endmacro %}
