{# The durable id of a dimension's member for what cannot be. #}
{% macro not_applicable_member() -%}'not applicable'{%- endmacro %}
