{# From 01:00 to 02:00 on the last Sunday of a month of 31 days; false for null. #}
{% macro is_changing_hour(expression, month) -%}
coalesce(
    extract(month from {{ expression }}) = {{ month }}
    and {{ day_of_week(expression) }} = 7
    and extract(day from {{ expression }}) >= 25
    and extract(hour from {{ expression }}) = 1,
    false
)
{%- endmacro %}
