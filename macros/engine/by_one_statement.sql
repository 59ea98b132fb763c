{# What a materialization on DuckDB runs: the hooks, and between them the statement that the caller writes. #}
{% macro by_one_statement() %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks) }}
    {% set statement_text = caller() %}
    {% call statement('main') %}
        {{ statement_text }}
    {% endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
{% endmacro %}
