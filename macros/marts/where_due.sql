{#
    The clause that leaves units that are due, or parts of them; none where all
    are. Units up to `listed` are named one by one. Rows of which `also` holds
    are due of every unit.
#}
{% macro where_due(fingerprints, column, listed=0, also=none) %}
    {%- if due_is_known(fingerprints) -%}
        {%- do due_prepare(fingerprints) -%}
        {%- set now = side_table(fingerprints, 'now') -%}
where {{ column }} in {{ in_list(now, 'unit_id', 'varchar', listed) }}
        {%- if also %}
    or {{ also }}
        {%- endif %}
    {%- endif -%}
{% endmacro %}
