{% macro md5_text(text) %}
    {{ return(adapter.dispatch('md5_text', 'derived_tables')(text)) }}
{% endmacro %}

{# DuckDB's md5 takes text and gives lower-case hexadecimal text. #}
{% macro duckdb__md5_text(text) %}md5({{ text }}){% endmacro %}

{# Trino's md5 takes and gives bytes. #}
{% macro athena__md5_text(text) -%}
lower(to_hex(md5(to_utf8({{ text }}))))
{%- endmacro %}
