{% macro content_hash(text) %}
    {{ return(adapter.dispatch('content_hash', 'derived_tables')(text)) }}
{% endmacro %}

{# A 16-byte number: half of the room of hexadecimal text in a window. #}
{% macro duckdb__content_hash(text) %}md5_number({{ text }}){% endmacro %}

{# Trino has no such number: bytes reversed, so that both engines sort alike. #}
{% macro athena__content_hash(text) -%}
to_hex(reverse(md5(to_utf8({{ text }}))))
{%- endmacro %}
