{# A key as 32 hexadecimal digits; text unless a pair (expression, type) says so. #}
{% macro generate_surrogate_key(fields) %}
    {{ return(md5_text(joined_text(typed_columns(fields)))) }}
{% endmacro %}
