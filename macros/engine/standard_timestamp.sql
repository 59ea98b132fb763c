{% macro standard_timestamp(text, clock='local') %}
    {{ return(adapter.dispatch('standard_timestamp', 'derived_tables')(
        text, clock
    )) }}
{% endmacro %}

{# The usual shape is told by LIKE, which is cheaper than a pattern. #}
{% macro duckdb__standard_timestamp(text, clock) -%}
case
    when {{ text }} like '____-__-__ __:__:__' and {{ text }} >= '0'
        and substr({{ text }}, 12, 2) < '24'
        then try_cast({{ text }} as timestamp)
    else {{ default__standard_timestamp(text, clock) }}
end
{%- endmacro %}

{# A cast takes no T and rounds past six digits: both are cut before it. #}
{% macro athena__standard_timestamp(text, clock) -%}
{{ default__standard_timestamp(text, clock) }}
{%- endmacro %}

{% macro default__standard_timestamp(text, clock) -%}
{%- set zone = '(Z|[+]00:?00)?' if clock == 'utc' else '' -%}
{%- set time = '([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?' -%}
{%- set clock_part = "regexp_extract(" ~ text
    ~ ", '[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?')" -%}
case
    when {{ matches_pattern(
        text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
    ) }}
        then try_cast({{ text }} || ' 00:00:00' as timestamp(6))
    when {{ matches_pattern(
        text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]' ~ time ~ zone ~ '$'
    ) }}
        then try_cast(
            substr({{ text }}, 1, 10) || ' ' || {{ clock_part }}
            as timestamp(6)
        )
    when {{ matches_pattern(
        text, '^[0-9]{2}/[0-9]{2}/[0-9]{4} ' ~ time ~ '$'
    ) }}
        then try_cast(
            substr({{ text }}, 7, 4) || '-' || substr({{ text }}, 4, 2)
            || '-' || substr({{ text }}, 1, 2) || ' ' || {{ clock_part }}
            as timestamp(6)
        )
end
{%- endmacro %}
