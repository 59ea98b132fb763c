{#
    The clause that leaves units that are due, or parts of them; none where all
    are. Units up to `listed` are named one by one. Rows of which `also` holds
    are due of every unit.
#}
{% macro where_due(fingerprints, column, listed=0, also=none) %}
    {%- if due_is_known(fingerprints) -%}
        {%- set units = due_listed(fingerprints, listed) if listed else none -%}
where {{ column }} in (
        {%- if units %}
        {{ units }}
        {%- else %}
        select unit_id from {{ side_table(fingerprints, 'now') }}
        {%- endif %}
    )
        {%- if also %}
    or {{ also }}
        {%- endif %}
    {%- endif -%}
{% endmacro %}
