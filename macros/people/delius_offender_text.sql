{# How a person of Delius is named among records of people, by the record's number. #}
{% macro delius_offender_text(expression) %}
    {{ return("'delius offender ' || " ~ canonical_text(expression, 'bigint')) }}
{% endmacro %}
