{# One value as text in which null and a separator cannot be mistaken. #}
{% macro encoded_text(column) %}
    {% set text = canonical_text(column.name, column.data_type) %}
    {% if column.data_type.startswith('varchar') %}
        {% set text = 'replace(' ~ text
            ~ ', chr(31), chr(31) || chr(29))' %}
    {% endif %}
    {{ return('coalesce(' ~ text ~ ', chr(31) || chr(28))') }}
{% endmacro %}
