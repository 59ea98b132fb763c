{# A column that some batch lacks, as text; a mark of its own where it lacks. #}
{% macro curate_extra(column, is_base) %}
    {% if is_base %}
        {{ return(encoded_text(column)) }}
    {% endif %}
    {{ return(
        "case when strpos(lacks, '," ~ column.name
        ~ ",') > 0 then chr(31) || chr(27) else "
        ~ encoded_text(column) ~ " end"
    ) }}
{% endmacro %}
