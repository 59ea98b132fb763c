{% macro average(expression) -%}
    {{ adapter.dispatch('average')(expression) }}
{%- endmacro %}

{#- DuckDB averages everything as a double; the cast keeps the two bodies alike. -#}
{% macro duckdb__average(expression) -%}
    avg(cast({{ expression }} as double))
{%- endmacro %}

{#- Trino's average of decimals keeps their scale: 1.00 and 2.01 give 1.51. -#}
{% macro athena__average(expression) -%}
    avg(cast({{ expression }} as double))
{%- endmacro %}
