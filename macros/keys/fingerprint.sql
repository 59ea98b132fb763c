{# What rows of a group amount to, in any order: two that differ have another sum. #}
{% macro fingerprint(fields) -%}
    {%- set columns = [] -%}
    {%- for name, data_type in fields -%}
        {%- do columns.append({'name': name, 'data_type': data_type}) -%}
    {%- endfor -%}
    cast(sum(cast(
        {{ text_number(joined_text(columns)) }} as decimal(38, 0)
    )) as varchar)
{%- endmacro %}
