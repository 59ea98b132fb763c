{# A PNC number in one form, 04/0712343H, of the two in which it is written. #}
{% macro pnc_text(expression) %}
    {% set year = split_part_of(expression, '/', 1) %}
    {% set rest = split_part_of(expression, '/', 2) %}
    {{ return(
        "case when length(" ~ year ~ ") = 4 then " ~ text_slice(year, 3, 2)
        ~ " else " ~ year ~ " end || '/' || lpad(" ~ rest ~ ", 8, '0')"
    ) }}
{% endmacro %}
