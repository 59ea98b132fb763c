{# A view on DuckDB, replaced by one statement: dbt's own makes another, renames both, drops one. #}
{% materialization view, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% if existing is not none and not existing.is_view %}
        {{ return(dbt.materialization_view_default()) }}
    {% endif %}
    {% set view = this.incorporate(type='view') %}
    {% call by_one_statement() %}
        {% if config.get('contract').enforced %}
            {{ get_assert_columns_equivalent(sql) }}
        {% endif %}
        create or replace view {{ view }} as (
            {{ sql }}
        )
    {% endcall %}
    {{ return({'relations': [view]}) }}
{% endmaterialization %}
