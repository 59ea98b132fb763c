{# A table beside the fingerprints: those now, or those that the fact was written with. #}
{% macro due_side(fingerprints, side) %}
    {{ return(api.Relation.create(
        database=fingerprints.database, schema=fingerprints.schema,
        identifier=fingerprints.identifier ~ '__' ~ side
    )) }}
{% endmacro %}
