{# The ten digits as a relation of one column, `digit`. #}
{% macro digits() -%}
(
    select digit
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as ten (digit)
)
{%- endmacro %}
