{# dbt's id of a snapshot's version, replaced: the same bytes on both engines. #}
{% macro snapshot_hash_arguments(args) %}
    {% set columns = [] %}
    {% for argument in args %}
        {% do columns.append({
            'name': argument | string,
            'data_type': 'timestamp(6)' if loop.last else 'varchar',
        }) %}
    {% endfor %}
    {{ return(md5_text(joined_text(columns))) }}
{% endmacro %}
