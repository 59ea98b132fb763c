{% macro matches_pattern(text, pattern) %}
    {{ return(adapter.dispatch('matches_pattern', 'derived_tables')(
        text, pattern | replace("'", "''")
    )) }}
{% endmacro %}

{# DuckDB names it regexp_matches. #}
{% macro duckdb__matches_pattern(text, pattern) -%}
regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{# Trino names it regexp_like. #}
{% macro athena__matches_pattern(text, pattern) -%}
regexp_like({{ text }}, '{{ pattern }}')
{%- endmacro %}
