{#
    A curated table on DuckDB, merged by one statement: dbt's incremental asks
    for the columns of both and writes the rows to a table of their own first.
#}
{% materialization history, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% if existing is none or existing.is_view %}
        {{ return(dbt.materialization_table_duckdb()) }}
    {% endif %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks) }}
    {% set plan = curate_job().plan %}
    {% if plan.first or plan.changed %}
        {% do get_assert_columns_equivalent(compiled_code) %}
        {% call statement('main') %}
            {{ create_table(this, compiled_code) if plan.first
                else history_merge(
                    this, compiled_code, model.columns.keys() | list, plan
                ) }}
        {% endcall %}
    {% else %}
        {% call noop_statement('main', 'OK 0', 'OK', 0) %}
            select 0
        {% endcall %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
