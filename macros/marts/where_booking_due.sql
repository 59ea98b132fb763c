{# The clause that leaves bookings that are due, none where all are. Up to 3000 are named one by one. #}
{% macro where_booking_due(due, column) %}
    {%- if is_narrowed(due) -%}
        {%- set type = 'varchar' if column == 'booking_id' else 'bigint' -%}
where {{ column }} in {{ in_list(due, column, type, most=3000) }}
    {%- endif -%}
{% endmacro %}
