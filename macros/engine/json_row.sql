{# A row's columns as one JSON object, keys in the order given. #}
{% macro json_row(relation, names) %}
    {{ return(adapter.dispatch('json_row', 'derived_tables')(
        relation, names
    )) }}
{% endmacro %}

{# DuckDB writes JSON null for a null. #}
{% macro duckdb__json_row(relation, names) -%}
cast(json_object(
    {%- for name in names %}
    '{{ name }}', {{ relation }}."{{ name }}"{{ ',' if not loop.last }}
    {%- endfor %}
) as varchar)
{%- endmacro %}

{# Trino's json_object wants colons, and null said aloud. #}
{% macro athena__json_row(relation, names) -%}
json_object(
    {%- for name in names %}
    '{{ name }}' : {{ relation }}."{{ name }}"{{ ',' if not loop.last }}
    {%- endfor %}
    null on null
)
{%- endmacro %}
