{# A table beside another, made outside a model. #}
{% macro side_table(relation, side) %}
    {{ return(api.Relation.create(
        database=relation.database, schema=relation.schema,
        identifier=relation.identifier ~ '__' ~ side
    )) }}
{% endmacro %}
