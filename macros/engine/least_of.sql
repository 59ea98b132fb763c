{% macro least_of(expressions) -%}
    {{ adapter.dispatch('least_of')(expressions) }}
{%- endmacro %}

{#- DuckDB's least skips nulls; here one null makes the result null. -#}
{% macro duckdb__least_of(expressions) -%}
    case
        when {% for expression in expressions -%}
            {{ expression }} is null{% if not loop.last %} or {% endif %}
        {%- endfor %} then null
        else least({{ expressions | join(', ') }})
    end
{%- endmacro %}

{#- Trino's least is null as soon as one value is. -#}
{% macro athena__least_of(expressions) -%}
    least({{ expressions | join(', ') }})
{%- endmacro %}
