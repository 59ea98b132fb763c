{# London's wall clock to UTC: the repeated hour is its first, the missing one an hour on. #}
{% macro local_to_utc(expression) -%}
case
    when {{ is_summer_time(expression) }}
        then {{ expression }} - interval '1' hour
    else {{ expression }}
end
{%- endmacro %}
