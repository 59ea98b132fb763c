{# A table on Athena that is merged where this run makes no more than bookings that are due anew, else replaced. #}
{% materialization merged, adapter='athena' %}
    {% if graph.get('due_bookings') %}
        {{ return(materialization_incremental_athena()) }}
    {% endif %}
    {{ return(materialization_table_athena()) }}
{% endmaterialization %}
