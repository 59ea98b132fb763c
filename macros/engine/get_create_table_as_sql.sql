{# DuckDB: dbt's own. #}
{% macro duckdb__get_create_table_as_sql(temporary, relation, sql) %}
    {{ return(dbt.default__get_create_table_as_sql(temporary, relation, sql)) }}
{% endmacro %}

{#
    Athena asks for it in unit tests alone, to learn the types of a model's
    columns: Iceberg as the others, for Hive has times of milliseconds alone.
#}
{% macro athena__get_create_table_as_sql(temporary, relation, sql) %}
    {{ return(create_table(relation, sql)) }}
{% endmacro %}
