{% macro divide(numerator, denominator) -%}
    {{ adapter.dispatch('divide')(numerator, denominator) }}
{%- endmacro %}

{#- DuckDB's `/` of integers and of decimals is already a double; the casts say so. -#}
{% macro duckdb__divide(numerator, denominator) -%}
    (cast({{ numerator }} as double)
        / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}

{#- Trino's `/` cuts integers (7/2 = 3) and rounds decimals to their scale. -#}
{% macro athena__divide(numerator, denominator) -%}
    (cast({{ numerator }} as double)
        / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}
