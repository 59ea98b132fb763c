{% macro safe_cast(field, type) -%}
    {{ adapter.dispatch('safe_cast')(field, type) }}
{%- endmacro %}

{#- DuckDB reads '22.0' and '1e3' as integers, 'Y' as true and a T in a time: the shape is asked first. -#}
{% macro duckdb__safe_cast(field, type) -%}
    {%- set shape = text_shape(type) -%}
    {%- if shape is none or field | string | lower | trim == 'null' -%}
        try_cast({{ field }} as {{ type }})
    {%- else -%}
        case
            when {{ matches_pattern('cast(' ~ field ~ ' as varchar)', shape) }}
                then try_cast({{ field }} as {{ type }})
        end
    {%- endif -%}
{%- endmacro %}

{#- Trino refuses most odd shapes by itself; the same shape is asked, so that none differs. -#}
{% macro athena__safe_cast(field, type) -%}
    {%- set shape = text_shape(type) -%}
    {%- if shape is none or field | string | lower | trim == 'null' -%}
        try_cast({{ field }} as {{ type }})
    {%- else -%}
        case
            when {{ matches_pattern('cast(' ~ field ~ ' as varchar)', shape) }}
                then try_cast({{ field }} as {{ type }})
        end
    {%- endif -%}
{%- endmacro %}
