{% macro day_of_week(expression) -%}
    {{ adapter.dispatch('day_of_week')(expression) }}
{%- endmacro %}

{#- DuckDB's `dow` gives Sunday 0; `isodow` gives Monday 1 to Sunday 7. -#}
{% macro duckdb__day_of_week(expression) -%}
    extract(isodow from {{ expression }})
{%- endmacro %}

{#- Trino's `dow` is the ISO one, Monday 1 to Sunday 7. -#}
{% macro athena__day_of_week(expression) -%}
    extract(day_of_week from {{ expression }})
{%- endmacro %}
