{# The end of what has not ended: the one place that says it. #}
{% macro open_end() -%}
timestamp '2999-01-01 00:00:00.000000'
{%- endmacro %}
