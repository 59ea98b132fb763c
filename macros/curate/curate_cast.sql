{# The typed value of a column's trimmed text; null where it does not read. #}
{% macro curate_cast(column) %}
    {% set text = column.name ~ '__text' %}
    {% set type = column.data_type %}
    {% set kind = type.split('(')[0] %}
    {% if type == 'varchar' %}
        {{ return(text) }}
    {% elif kind == 'varchar' %}
        {{ return(
            'case when length(' ~ text ~ ') <= '
            ~ type.split('(')[1].strip(' )') ~ ' then ' ~ text ~ ' end'
        ) }}
    {% elif kind in ['bigint', 'integer'] %}
        {{ return(standard_integer(text, type)) }}
    {% elif kind == 'decimal' %}
        {{ return(standard_decimal(text, type)) }}
    {% elif kind == 'date' %}
        {{ return(standard_date(text)) }}
    {% elif kind == 'timestamp' %}
        {{ return(standard_timestamp(text, column.clock)) }}
    {% elif kind == 'boolean' %}
        {{ return(standard_boolean(text)) }}
    {% endif %}
    {{ exceptions.raise_compiler_error(
        column.name ~ ': data_type ' ~ type ~ ' is none of varchar,'
        ~ ' varchar(n), bigint, integer, decimal(p,s), date, timestamp(6),'
        ~ ' boolean'
    ) }}
{% endmacro %}
