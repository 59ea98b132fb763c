{# Runs SQL that has no rows to give: `run_query` would make a table of them. #}
{% macro run_statement(sql) %}
    {% call statement(auto_begin=False) %}
        {{ sql }}
    {% endcall %}
{% endmacro %}
