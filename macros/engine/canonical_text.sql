{% macro canonical_text(expression, data_type) %}
    {% set kind = data_type.split('(')[0] %}
    {% if kind == 'varchar' %}
        {{ return(expression) }}
    {% elif kind == 'boolean' %}
        {{ return(
            "case " ~ expression
            ~ " when true then 'true' when false then 'false' end"
        ) }}
    {% elif kind == 'timestamp' %}
        {{ return(timestamp_text(expression)) }}
    {% elif kind in ['bigint', 'integer', 'decimal', 'date'] %}
        {{ return("cast(" ~ expression ~ " as varchar)") }}
    {% else %}
        {{ exceptions.raise_compiler_error(
            "canonical_text has no text for the type " ~ data_type
            ~ ": use varchar, bigint, integer, decimal, date, timestamp"
            ~ " or boolean"
        ) }}
    {% endif %}
{% endmacro %}
