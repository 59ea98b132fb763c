{# From when two versions were in force together; the first's where alone. #}
{% macro together_from(version, other) -%}
    {{ greatest_of([
        version ~ '.valid_from',
        'coalesce(' ~ other ~ '.valid_from, ' ~ version ~ '.valid_from)',
    ]) }}
{%- endmacro %}
