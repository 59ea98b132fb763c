{# A column that some batch lacks: its last value, from canonical text. #}
{% macro curate_filled(column) %}
    {% set text = 'filled__' ~ column.name %}
    {% if column.data_type.startswith('varchar') %}
        {% set text = 'replace(' ~ text
            ~ ', chr(31) || chr(29), chr(31))' %}
    {% endif %}
    {{ return('cast(' ~ text ~ ' as ' ~ column.data_type ~ ')') }}
{% endmacro %}
