{# Fields as columns with a type: text unless a pair (expression, type) says so. #}
{% macro typed_columns(fields) %}
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
    {{ return(columns) }}
{% endmacro %}
