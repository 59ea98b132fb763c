{% macro list_text(list) %}
    {{ return(adapter.dispatch('list_text', 'derived_tables')(list)) }}
{% endmacro %}

{# Newlines separate: no header holds one. #}
{% macro duckdb__list_text(list) %}array_to_string({{ list }}, chr(10)){% endmacro %}

{# Trino names it array_join. #}
{% macro athena__list_text(list) %}array_join({{ list }}, chr(10)){% endmacro %}
