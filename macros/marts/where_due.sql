{# The clause that leaves persons who are due, told by their id or by their record; none where all are. #}
{% macro where_due(fingerprints, column, told_by) %}
    {%- if fingerprints and due_is_known(fingerprints) -%}
where {{ column }} in (
        select {{ told_by }} from {{ due_side(fingerprints, 'now') }}
        where is_due
    )
    {%- endif -%}
{% endmacro %}
