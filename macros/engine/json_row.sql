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

{# Trino's json_object gives its keys in an order of its own. #}
{% macro athena__json_row(relation, names) -%}
concat(
    '{',
    {%- for name in names %}
    '{{ ',' if not loop.first }}"{{ name }}":',
    coalesce(json_format(cast({{ relation }}."{{ name }}" as json)), 'null'),
    {%- endfor %}
    '}'
)
{%- endmacro %}
