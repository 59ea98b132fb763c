{% macro trim_text(expression) -%}
    {{ adapter.dispatch('trim_text')(expression) }}
{%- endmacro %}

{#- DuckDB's trim takes spaces only unless given the characters, and is slow then. -#}
{% macro duckdb__trim_text(expression) -%}
    case
        when
            contains({{ expression }}, chr(9))
            or contains({{ expression }}, chr(10))
            or contains({{ expression }}, chr(13))
            then trim({{ expression }}, ' ' || chr(9) || chr(10) || chr(13))
        else trim({{ expression }})
    end
{%- endmacro %}

{#- Trino's trim takes other Unicode blanks too, so the characters are named. -#}
{% macro athena__trim_text(expression) -%}
    regexp_replace({{ expression }}, '^[ \t\n\r]+|[ \t\n\r]+$', '')
{%- endmacro %}
