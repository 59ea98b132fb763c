{# Where a table made outside a model lies: the one macro that says it. #}
{% macro side_table_location(name) -%}
{{ target.s3_data_dir | default('s3://derived-tables/data/', true) }}
{{- 'sides/' ~ name | replace('"', '') | replace('.', '/') ~ '/'
    ~ local_md5(invocation_id | default('none', true) ~ name) }}
{%- endmacro %}
