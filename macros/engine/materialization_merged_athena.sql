{# A table on Athena that is merged where this run makes no more than bookings that are due anew, else replaced. #}
{% materialization merged, adapter='athena' %}
    {% set existing = load_relation(this) %}
    {% if existing is not none and graph.get('due_bookings') %}
        {{ return(materialization_incremental_athena()) }}
    {% endif %}
    {{ return(materialization_table_athena()) }}
{% endmaterialization %}
