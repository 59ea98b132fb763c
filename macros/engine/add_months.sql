{% macro add_months(expression, months) -%}
    {{ adapter.dispatch('add_months')(expression, months) }}
{%- endmacro %}

{#- A date plus an interval is a timestamp on DuckDB, so the result is cast back. -#}
{% macro duckdb__add_months(expression, months) -%}
    cast(
        cast({{ expression }} as date) + to_months(cast({{ months }} as integer))
        as date
    )
{%- endmacro %}

{#- Trino's date_add keeps the type; both engines stop at a month's last day. -#}
{% macro athena__add_months(expression, months) -%}
    date_add('month', {{ months }}, cast({{ expression }} as date))
{%- endmacro %}
