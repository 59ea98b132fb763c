{#
    A curated table on DuckDB, merged by one statement: dbt's incremental asks
    for the columns of both and writes the rows to a table of their own first.
#}
{% materialization history, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% if existing is none or existing.is_view %}
        {{ return(dbt.materialization_table_duckdb()) }}
    {% endif %}
    {% set plan = curate_job().plan %}
    {% call by_one_statement() %}
        {{ get_assert_columns_equivalent(sql) }}
        {% if plan.first %}
            {{ create_table(this, sql) }}
        {% elif plan.changed %}
            {{ history_merge(this, sql, model.columns.keys() | list, plan) }}
        {% else %}
            select 0
        {% endif %}
    {% endcall %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
