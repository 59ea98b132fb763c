{% macro trim_text(expression) -%}
    {{ adapter.dispatch('trim_text')(expression) }}
{%- endmacro %}

{#- DuckDB's trim takes spaces only, unless the characters are named. -#}
{% macro duckdb__trim_text(expression) -%}
    trim({{ expression }}, ' ' || chr(9) || chr(10) || chr(13))
{%- endmacro %}

{#- Trino's trim takes other Unicode blanks too, so the characters are named. -#}
{% macro athena__trim_text(expression) -%}
    regexp_replace({{ expression }}, '^[ \t\n\r]+|[ \t\n\r]+$', '')
{%- endmacro %}
