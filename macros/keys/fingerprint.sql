{# What rows of a group amount to, in any order: two that differ have another sum. #}
{% macro fingerprint(fields) -%}
    cast(sum(cast(
        {{ text_number(joined_text(typed_columns(fields))) }}
        as decimal(38, 0)
    )) as varchar)
{%- endmacro %}
