{# Whether a London wall-clock time never was (clocks went forward). #}
{% macro is_missing_hour(expression) -%}
{{ is_changing_hour(expression, 3) }}
{%- endmacro %}
