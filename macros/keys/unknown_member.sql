{# The durable id of a dimension's member for what is not known. #}
{% macro unknown_member() -%}'unknown'{%- endmacro %}
