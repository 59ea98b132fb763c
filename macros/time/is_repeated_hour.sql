{# Whether a London wall-clock time happened twice (clocks went back). #}
{% macro is_repeated_hour(expression) -%}
{{ is_changing_hour(expression, 10) }}
{%- endmacro %}
