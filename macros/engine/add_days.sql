{% macro add_days(expression, days) -%}
    {{ adapter.dispatch('add_days')(expression, days) }}
{%- endmacro %}

{#- A date plus an interval is a timestamp on DuckDB; a date plus a whole number stays a date. -#}
{% macro duckdb__add_days(expression, days) -%}
    (cast({{ expression }} as date) + cast({{ days }} as integer))
{%- endmacro %}

{#- Trino cannot add a number to a date; date_add keeps the type. -#}
{% macro athena__add_days(expression, days) -%}
    date_add('day', {{ days }}, cast({{ expression }} as date))
{%- endmacro %}
