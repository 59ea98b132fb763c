{% macro matches_pattern(text, pattern) %}
    {{ return(adapter.dispatch('matches_pattern', 'derived_tables')(
        text, pattern | replace("'", "''")
    )) }}
{% endmacro %}

{# DuckDB names it regexp_matches. #}
{% macro duckdb__matches_pattern(text, pattern) -%}
regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{# Trino names it regexp_like, and its $ lets a last newline pass: \z is the end. #}
{% macro athena__matches_pattern(text, pattern) -%}
regexp_like({{ text }}, '{{ modules.re.sub(
    '(?<!\\\\)[$](?![^\\[]*\\])', '\\\\z', pattern
) }}')
{%- endmacro %}
