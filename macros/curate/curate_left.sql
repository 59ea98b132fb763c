{# Work tables that killed runs left on Athena, the oldest first; on DuckDB a transaction leaves none. #}
{% macro curate_left() %}
    {% set left = [] %}
    {% if target.type == 'athena' %}
        {% for number in range(20) if number == left | length %}
            {% set table = load_relation(
                curate_side('work' ~ ('_' ~ number if number else ''))
            ) %}
            {% do left.append(table) if table %}
        {% endfor %}
    {% endif %}
    {{ return(left) }}
{% endmacro %}
