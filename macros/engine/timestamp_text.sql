{# A timestamp as text, always with six digits of a second. #}
{% macro timestamp_text(expression) %}
    {{ return(adapter.dispatch('timestamp_text', 'derived_tables')(
        expression
    )) }}
{% endmacro %}

{# A cast drops trailing zeros here and keeps them in Trino. #}
{% macro duckdb__timestamp_text(expression) -%}
strftime({{ expression }}, '%Y-%m-%d %H:%M:%S.%f')
{%- endmacro %}

{# A cast keeps all six digits; date_format prints milliseconds and three zeros. #}
{% macro athena__timestamp_text(expression) -%}
cast(cast({{ expression }} as timestamp(6)) as varchar)
{%- endmacro %}
