{# True while London's clocks are an hour ahead: by rule, from no time-zone table. #}
{% macro is_summer_time(expression) -%}
(
    extract(month from {{ expression }}) between 4 and 9
    or (
        extract(month from {{ expression }}) = 3
        and {{ clocks_have_changed(expression) }}
    )
    or (
        extract(month from {{ expression }}) = 10
        and not {{ clocks_have_changed(expression) }}
    )
)
{%- endmacro %}
