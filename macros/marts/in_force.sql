{# Whether a version of a dimension's member was in force at a moment. #}
{% macro in_force(dimension, moment) -%}
    {{ moment }} >= {{ dimension }}.valid_from
            and {{ moment }} < {{ dimension }}.valid_to
{%- endmacro %}
