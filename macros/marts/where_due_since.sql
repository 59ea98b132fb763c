{# The clause that leaves rows of parts that are due (see `due_since`); none where all are. #}
{% macro where_due_since(fingerprints, unit, part, otherwise) %}
    {%- if due_is_known(fingerprints) -%}
where {{ part }} >= {{ due_since(fingerprints, unit, none, otherwise) }}
    {%- endif -%}
{% endmacro %}
