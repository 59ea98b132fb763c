{# Whether two versions were in force together. #}
{% macro in_force_together(version, other) -%}
    {{ version }}.valid_from < {{ other }}.valid_to
            and {{ other }}.valid_from < {{ version }}.valid_to
{%- endmacro %}
