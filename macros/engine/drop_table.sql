{# Drops a table made outside a model, where there is one. #}
{% macro drop_table(name) %}
    {{ return(adapter.dispatch('drop_table', 'derived_tables')(name)) }}
{% endmacro %}

{# DuckDB takes the name as it stands. #}
{% macro duckdb__drop_table(name) -%}
drop table if exists {{ name }}
{%- endmacro %}

{# Athena reads this as Hive does: back-ticks, and no catalogue. #}
{% macro athena__drop_table(name) -%}
drop table if exists {{ name.split('.')[-2:] | join('.') | replace('"', '`') }}
{%- endmacro %}
