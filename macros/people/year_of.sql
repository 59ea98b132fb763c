{# The year of a date that is a direct identifier, all that marts may keep of it. #}
{% macro year_of(expression) -%}
cast(extract(year from {{ expression }}) as integer)
{%- endmacro %}
