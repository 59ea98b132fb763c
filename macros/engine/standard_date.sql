{% macro standard_date(text) %}
    {{ return(adapter.dispatch('standard_date', 'derived_tables')(text)) }}
{% endmacro %}

{# The usual shape is told by LIKE, which is cheaper than a pattern. #}
{% macro duckdb__standard_date(text) -%}
case
    when {{ text }} like '____-__-__' and {{ text }} >= '0'
        then try_cast({{ text }} as date)
    else {{ default__standard_date(text) }}
end
{%- endmacro %}

{# A midnight is dropped; another time of day is not a calendar date. #}
{% macro athena__standard_date(text) -%}
{{ default__standard_date(text) }}
{%- endmacro %}

{% macro default__standard_date(text) -%}
case
    when {{ matches_pattern(
        text,
        '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00([.]0+)?)?)?$'
    ) }}
        then try_cast(substr({{ text }}, 1, 10) as date)
    when {{ matches_pattern(
        text, '^[0-9]{2}/[0-9]{2}/[0-9]{4}( 00:00(:00)?)?$'
    ) }}
        then try_cast(
            substr({{ text }}, 7, 4) || '-' || substr({{ text }}, 4, 2)
            || '-' || substr({{ text }}, 1, 2) as date
        )
end
{%- endmacro %}
