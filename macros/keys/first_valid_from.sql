{# Where the first version of every dimension's member starts. #}
{% macro first_valid_from() -%}
timestamp '1900-01-01 00:00:00.000000'
{%- endmacro %}
