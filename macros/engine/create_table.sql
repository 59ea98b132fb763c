{# A table made outside a model: the work and side tables of curate. #}
{% macro create_table(name, query) %}
    {{ return(adapter.dispatch('create_table', 'derived_tables')(
        name, query
    )) }}
{% endmacro %}

{# DuckDB replaces in one transaction. #}
{% macro duckdb__create_table(name, query) -%}
create or replace table {{ name }} as
{{ query }}
{%- endmacro %}

{# Athena replaces no table; a location of its own keeps a retry clean. #}
{% macro athena__create_table(name, query) -%}
create table {{ name }}
with (
    table_type = 'iceberg',
    is_external = false,
    format = 'parquet',
    location = '{{ side_table_location(name) }}'
) as
{{ query }}
{%- endmacro %}
