{% macro text_shape(type) -%}
    {%- set name = (type | lower).split('(')[0] | trim -%}
    {%- set shapes = {
        'integer': '^[+-]?[0-9]+$',
        'bigint': '^[+-]?[0-9]+$',
        'decimal': '^[+-]?[0-9]+([.][0-9]+)?$',
        'date': '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
        'timestamp': '^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)?$',
        'boolean': '^(true|false|TRUE|FALSE|True|False)$',
    } -%}
    {{ return(shapes.get(name)) }}
{%- endmacro %}
