{#
    Athena: a table made anew beside the old one, which gives way at once: no
    reader finds it missing. The old data stays until `derive maintain`, and so
    does what a killed run left beside: it may be the table's own by now.
#}
{% macro replace_table(name, query=none, rows=none) %}
    {% set next = api.Relation.create(
        database=name.database, schema=name.schema,
        identifier=name.identifier ~ '__next',
        s3_path_table_part=name.identifier, type='table'
    ) %}
    {% do adapter.delete_from_glue_catalog(next) %}
    {% if rows is none %}
        {% do safe_create_table_as(false, next, query, 'sql', false) %}
    {% else %}
        {% do create_csv_table(dict(model, alias=next.identifier), rows) %}
    {% endif %}
    {% do adapter.swap_table(next, name) %}
    {% do adapter.delete_from_glue_catalog(next) %}
{% endmacro %}
