{# A key as 32 hexadecimal digits; text unless a pair (expression, type) says so. #}
{% macro generate_surrogate_key(fields) %}
    {% set columns = [] %}
    {% for field in fields %}
        {% if field is string %}
            {% do columns.append({'name': field, 'data_type': 'varchar'}) %}
        {% else %}
            {% do columns.append(
                {'name': field[0], 'data_type': field[1]}
            ) %}
        {% endif %}
    {% endfor %}
    {{ return(md5_text(joined_text(columns))) }}
{% endmacro %}
