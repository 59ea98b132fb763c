{# A table beside a curated one. #}
{% macro curate_side(side) %}
    {{ return(api.Relation.create(
        database=this.database, schema=this.schema,
        identifier=this.identifier ~ '__' ~ side
    )) }}
{% endmacro %}
