{# The last value that is not null, in a window. #}
{% macro last_known(expression, window) %}
    {{ return(adapter.dispatch('last_known', 'derived_tables')(
        expression, window
    )) }}
{% endmacro %}

{# DuckDB writes `ignore nulls` inside the brackets. #}
{% macro duckdb__last_known(expression, window) -%}
last_value({{ expression }} ignore nulls) over ({{ window }})
{%- endmacro %}

{# Trino writes it after them. #}
{% macro athena__last_known(expression, window) -%}
last_value({{ expression }}) ignore nulls over ({{ window }})
{%- endmacro %}
