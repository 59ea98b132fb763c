{# Text as a literal; none as a null that is text. #}
{% macro curate_literal(text) %}
    {{ return(
        'cast(null as varchar)' if text is none
        else "'" ~ text | replace("'", "''") ~ "'"
    ) }}
{% endmacro %}
