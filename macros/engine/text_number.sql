{% macro text_number(text) %}
    {{ return(adapter.dispatch('text_number', 'derived_tables')(text)) }}
{% endmacro %}

{#
    DuckDB reads all bytes, least first, as a number without sign; its
    `md5_number_lower` takes four times as long.
#}
{% macro duckdb__text_number(text) -%}
cast(md5_number({{ text }}) >> 65 as bigint)
{%- endmacro %}

{# Trino reads the greatest byte first, with a sign, which the shift takes. #}
{% macro athena__text_number(text) -%}
bitwise_right_shift(
    from_big_endian_64(reverse(substr(md5(to_utf8({{ text }})), 9))), 1
)
{%- endmacro %}
