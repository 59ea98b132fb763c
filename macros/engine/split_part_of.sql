{% macro split_part_of(expression, delimiter, position) -%}
    {{ adapter.dispatch('split_part_of')(expression, delimiter, position) }}
{%- endmacro %}

{#- DuckDB gives '' past the last part; null says that there is none. -#}
{% macro duckdb__split_part_of(expression, delimiter, position) -%}
    list_extract(
        string_split({{ expression }}, '{{ delimiter | replace("'", "''") }}'),
        {{ position }}
    )
{%- endmacro %}

{#- Trino gives null past the last part. -#}
{% macro athena__split_part_of(expression, delimiter, position) -%}
    split_part({{ expression }}, '{{ delimiter | replace("'", "''") }}', {{ position }})
{%- endmacro %}
