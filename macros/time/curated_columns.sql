{# Names of a curated table's columns, from its contract, in order. #}
{% macro curated_columns(relation) %}
    {% set name = relation.identifier.replace('__dbt__cte__', '') %}
    {% for node in (graph.nodes or {}).values() %}
        {% if node.resource_type == 'model' and node.name == name %}
            {{ return(node.columns.keys() | list) }}
        {% endif %}
    {% endfor %}
    {# A unit test has no graph: the table itself has the same columns. #}
    {% set built = api.Relation.create(
        database=target.database,
        schema=generate_schema_name('curated', none) | trim,
        identifier=name
    ) %}
    {{ return(
        adapter.get_columns_in_relation(built) | map(attribute='name') | list
    ) }}
{% endmacro %}
