{#
    Whether a query has its contract's columns. Where nothing but batches is new
    (DERIVE_NEW_BATCHES), the last build has asked: two statements a table.
#}
{% macro get_assert_columns_equivalent(sql) %}
    {% if not env_var('DERIVE_NEW_BATCHES', '') %}
        {{ return(assert_columns_equivalent(sql)) }}
    {% endif %}
{% endmacro %}
