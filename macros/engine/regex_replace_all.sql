{% macro regex_replace_all(expression, pattern, replacement) -%}
    {{ adapter.dispatch('regex_replace_all')(expression, pattern, replacement) }}
{%- endmacro %}

{#- DuckDB replaces the first match unless told 'g'. -#}
{% macro duckdb__regex_replace_all(expression, pattern, replacement) -%}
    {{ refuse_group_reference(replacement) }}regexp_replace({{ expression }}, '{{ pattern | replace("'", "''") }}', '{{ replacement | replace("'", "''") }}', 'g')
{%- endmacro %}

{#- Trino replaces all matches. -#}
{% macro athena__regex_replace_all(expression, pattern, replacement) -%}
    {{ refuse_group_reference(replacement) }}regexp_replace({{ expression }}, '{{ pattern | replace("'", "''") }}', '{{ replacement | replace("'", "''") }}')
{%- endmacro %}
