{% macro standard_integer(text, data_type) %}
    {{ return(adapter.dispatch('standard_integer', 'derived_tables')(
        text, data_type
    )) }}
{% endmacro %}

{# A cast would take 22.5 and 1e3: plain digits cast, the rest is looked at. #}
{% macro duckdb__standard_integer(text, data_type) -%}
case
    when ltrim({{ text }}, '0123456789') = '' and {{ text }} <> ''
        then try_cast({{ text }} as {{ data_type }})
    when regexp_matches({{ text }}, '^[+-]?[0-9]+([.]0+)?$')
        then try_cast(
            regexp_extract({{ text }}, '^[+-]?[0-9]+') as {{ data_type }}
        )
end
{%- endmacro %}

{# A cast refuses 22.0: the digits before the point are cast. #}
{% macro athena__standard_integer(text, data_type) -%}
case
    when {{ matches_pattern(text, '^[+-]?[0-9]+([.]0+)?$') }}
        then try_cast(
            regexp_extract({{ text }}, '^[+-]?[0-9]+') as {{ data_type }}
        )
end
{%- endmacro %}
