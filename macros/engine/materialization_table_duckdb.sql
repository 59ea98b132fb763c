{# A table on DuckDB, replaced by one statement: dbt's own makes another, renames both, drops one. #}
{% materialization table, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {# A contract's constraints are dbt's to write. #}
    {% if config.get('contract').enforced
        or (existing is not none and existing.is_view) %}
        {{ return(dbt.materialization_table_duckdb()) }}
    {% endif %}
    {% call by_one_statement() %}
        {{ create_table(this, sql) }}
    {% endcall %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
