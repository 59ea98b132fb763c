{# A table on DuckDB that is merged where this run makes no more than bookings that are due anew, else replaced. #}
{% materialization merged, adapter='duckdb' %}
    {% if graph.get('due_bookings') %}
        {{ return(materialization_incremental_duckdb()) }}
    {% endif %}
    {{ return(materialization_table_duckdb()) }}
{% endmaterialization %}
