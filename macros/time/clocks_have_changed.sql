{# In March or October: at or after 02:00 on the month's last Sunday. #}
{% macro clocks_have_changed(expression) -%}
(
    extract(day from {{ expression }})
    - {{ day_of_week(expression) }} % 7 >= 25
    and (
        {{ day_of_week(expression) }} < 7
        or extract(hour from {{ expression }}) >= 2
    )
)
{%- endmacro %}
