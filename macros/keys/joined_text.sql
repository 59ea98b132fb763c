{# U+001F never stands alone in the result, so no two lists join alike. #}
{% macro joined_text(columns) %}
    {% set parts = [] %}
    {% for column in columns %}
        {% set text = canonical_text(column.name, column.data_type) %}
        {% if column.data_type.startswith('varchar') %}
            {% set text = 'replace(' ~ text
                ~ ', chr(31), chr(31) || chr(29))' %}
        {% endif %}
        {% do parts.append('coalesce(' ~ text ~ ', chr(31) || chr(28))') %}
    {% endfor %}
    {% if parts | length == 1 %}
        {{ return(parts[0]) }}
    {% endif %}
    {{ return(
        'concat_ws(chr(31) || chr(30), ' ~ parts | join(', ') ~ ')'
    ) }}
{% endmacro %}
