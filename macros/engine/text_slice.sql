{% macro text_slice(expression, start, length) -%}
    {%- if start is not number or start < 1 -%}
        {{ exceptions.raise_compiler_error(
            'text_slice: start is ' ~ start ~ '; give a number of 1 or more. '
            ~ 'Engines differ about what lies before the first character.'
        ) }}
    {%- endif -%}
    {{ adapter.dispatch('text_slice')(expression, start, length) }}
{%- endmacro %}

{#- From 1 on the engines agree; DuckDB reads a start of 0 as one place before the text. -#}
{% macro duckdb__text_slice(expression, start, length) -%}
    substr({{ expression }}, {{ start }}, {{ length }})
{%- endmacro %}

{#- From 1 on the engines agree; Trino gives '' for a start of 0. -#}
{% macro athena__text_slice(expression, start, length) -%}
    substr({{ expression }}, {{ start }}, {{ length }})
{%- endmacro %}
