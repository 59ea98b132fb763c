{# Whether what this run makes anew are bookings that are due, and no more; they are listed in `due`. #}
{% macro is_narrowed(due) %}
    {{ return(
        execute and model.resource_type != 'unit_test'
        and graph.get('due_bookings') == (due | string)
    ) }}
{% endmacro %}
