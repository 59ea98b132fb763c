{# How a person of NOMIS is named among records of people, by the root's number. #}
{% macro nomis_root_text(expression) %}
    {{ return("'nomis root ' || " ~ canonical_text(expression, 'bigint')) }}
{% endmacro %}
