{# A table beside a curated one. #}
{% macro curate_side(side) %}
    {{ return(side_table(this, side)) }}
{% endmacro %}
