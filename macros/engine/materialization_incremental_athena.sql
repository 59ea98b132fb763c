{# An incremental table on Athena; made anew, it is a table replaced at once: the adapter drops it first. #}
{% materialization incremental, adapter='athena' %}
    {% set existing = load_relation(this) %}
    {% if existing is not none and (existing.is_view or should_full_refresh()) %}
        {{ return(materialization_table_athena()) }}
    {% endif %}
    {{ return(dbt.materialization_incremental_athena()) }}
{% endmaterialization %}
