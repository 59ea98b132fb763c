{#
    An incremental table on DuckDB; merged by one statement where nothing but
    batches is new: dbt's own asks for the columns of both, and writes the rows
    to a table of their own first.
#}
{% materialization incremental, adapter='duckdb' %}
    {% set existing = load_cached_relation(this) %}
    {% if not env_var('DERIVE_NEW_BATCHES', '')
        or existing is none or existing.is_view or should_full_refresh() %}
        {{ return(dbt.materialization_incremental_duckdb()) }}
    {% endif %}
    {% set near = graph.get('merged_near', {}).get(model.unique_id) %}
    {% set near = [near] if near else [] %}
    {% call by_one_statement() %}
        {{ duckdb__get_merge_sql(
            this, '(' ~ sql ~ ')', config.get('unique_key'), [], near
        ) }}
    {% endcall %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
