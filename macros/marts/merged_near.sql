{# Says, while a mart compiles, where the rows are that its merge may find: one that stands elsewhere is not compared. #}
{% macro merged_near(condition) %}
    {% if execute and model.resource_type != 'unit_test' %}
        {% do graph.setdefault('merged_near', {}).update(
            {model.unique_id: condition}
        ) %}
    {% endif %}
{% endmacro %}
