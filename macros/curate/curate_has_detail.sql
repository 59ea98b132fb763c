{# Whether a table has columns that are kept but not tracked. #}
{% macro curate_has_detail(spec) %}
    {% set found = namespace(any=false) %}
    {% for column in spec.columns
        if not column.tracked and not column.is_key
        and not column.is_order %}
        {% set found.any = true %}
    {% endfor %}
    {{ return(found.any) }}
{% endmacro %}
