{# Drops a table made outside a model, where there is one. #}
{% macro drop_table(name) %}
    {{ return(adapter.dispatch('drop_table', 'derived_tables')(name)) }}
{% endmacro %}

{# DuckDB takes the name as it stands. #}
{% macro duckdb__drop_table(name) %}
    {% do run_statement('drop table if exists ' ~ name) %}
{% endmacro %}

{# Athena's own drop is a statement of a second; the catalogue and S3 are asked. #}
{% macro athena__drop_table(name) %}
    {% set parts = (name | replace('"', '')).split('.') %}
    {% set table = api.Relation.create(
        database=parts[-3], schema=parts[-2], identifier=parts[-1]
    ) %}
    {% do adapter.clean_up_table(table) %}
    {% do adapter.delete_from_glue_catalog(table) %}
{% endmacro %}
