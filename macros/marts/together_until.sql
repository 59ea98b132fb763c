{# Until when two versions were in force together; the first's where alone. #}
{% macro together_until(version, other) -%}
    {{ least_of([
        version ~ '.valid_to',
        'coalesce(' ~ other ~ '.valid_to, ' ~ version ~ '.valid_to)',
    ]) }}
{%- endmacro %}
