{# A CRO number in one form: 012345/99A, or SF39/083822Q of those on a file apart. #}
{% macro cro_text(expression) %}
    {% set first = split_part_of(expression, '/', 1) %}
    {% set rest = split_part_of(expression, '/', 2) %}
    {{ return(
        "case when " ~ expression ~ " like 'SF%' then " ~ first
        ~ " || '/' || lpad(" ~ rest ~ ", 7, '0') else lpad(" ~ first
        ~ ", 6, '0') || '/' || " ~ rest ~ " end"
    ) }}
{% endmacro %}
