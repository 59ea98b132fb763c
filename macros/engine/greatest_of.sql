{% macro greatest_of(expressions) -%}
    {{ adapter.dispatch('greatest_of')(expressions) }}
{%- endmacro %}

{#- DuckDB's greatest skips nulls; here one null makes the result null. -#}
{% macro duckdb__greatest_of(expressions) -%}
    case
        when {% for expression in expressions -%}
            {{ expression }} is null{% if not loop.last %} or {% endif %}
        {%- endfor %} then null
        else greatest({{ expressions | join(', ') }})
    end
{%- endmacro %}

{#- Trino's greatest is null as soon as one value is. -#}
{% macro athena__greatest_of(expressions) -%}
    greatest({{ expressions | join(', ') }})
{%- endmacro %}
