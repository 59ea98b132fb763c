{# A table on DuckDB that is merged where this run makes no more than bookings that are due anew, else replaced. #}
{% materialization merged, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% if existing is not none and graph.get('due_bookings') %}
        {{ return(materialization_incremental_duckdb()) }}
    {% endif %}
    {{ return(materialization_table_duckdb()) }}
{% endmaterialization %}
