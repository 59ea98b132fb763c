{# The clause that leaves units that are due, or parts of them; none where all are. #}
{% macro where_due(fingerprints, column, told_by='unit_id') %}
    {%- if due_is_known(fingerprints) -%}
where {{ column }} in (
        select {{ told_by }} from {{ side_table(fingerprints, 'now') }}
        where due_from is not null
    )
    {%- endif -%}
{% endmacro %}
