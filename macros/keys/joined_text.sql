{# U+001F never stands alone in the result, so no two lists join alike. #}
{% macro joined_text(columns) %}
    {% set parts = [] %}
    {% for column in columns %}
        {% do parts.append(column.text or encoded_text(column)) %}
    {% endfor %}
    {% if parts | length < 2 %}
        {{ return(parts[0] if parts else "''") }}
    {% endif %}
    {{ return(
        'concat_ws(chr(31) || chr(30), ' ~ parts | join(', ') ~ ')'
    ) }}
{% endmacro %}
