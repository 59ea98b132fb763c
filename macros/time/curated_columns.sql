{# Names of a curated table's columns, from its contract, in order. #}
{% macro curated_columns(relation) %}
    {% set name = relation.identifier.replace('__dbt__cte__', '') %}
    {% for node in graph.nodes.values() %}
        {% if node.resource_type == 'model' and node.name == name %}
            {{ return(node.columns.keys() | list) }}
        {% endif %}
    {% endfor %}
    {{ exceptions.raise_compiler_error(
        'as_at_mask: ' ~ relation ~ ' is no model of this project'
    ) }}
{% endmacro %}
