{#
    The table by which a unit test on Athena learns the types of its columns:
    Iceberg as the others, for a Hive table has times of milliseconds alone.
#}
{% macro athena__get_create_table_as_sql(temporary, relation, sql) %}
    {{ return(create_table(relation, sql)) }}
{% endmacro %}
