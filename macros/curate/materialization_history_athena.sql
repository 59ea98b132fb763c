{#
    A curated table on Athena, merged by one statement: the adapter's incremental
    asks for the columns twice and writes the rows to a table of their own first.
#}
{% materialization history, adapter='athena' %}
    {% set existing = load_relation(this) %}
    {% if existing is none or existing.is_view %}
        {{ return(materialization_incremental_athena()) }}
    {% endif %}
    {{ run_hooks(pre_hooks) }}
    {% set plan = curate_job().plan %}
    {% if plan.first %}
        {% do replace_table(this, compiled_code) %}
        {% call noop_statement('main', 'OK', 'OK', 0) %}
            {{ compiled_code }}
        {% endcall %}
    {% elif plan.changed %}
        {% call statement('main') %}
            {{ history_merge(
                this, compiled_code, model.columns.keys() | list, plan
            ) }}
        {% endcall %}
    {% else %}
        {% call noop_statement('main', 'OK 0', 'OK', 0) %}
            select 0
        {% endcall %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
