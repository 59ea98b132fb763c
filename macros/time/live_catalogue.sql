{# What stands before the schema of a live table, where that is another file's. #}
{% macro live_catalogue() %}
    {{ return(
        '"' ~ live_database() ~ '".' if target.name == 'as_at' else ''
    ) }}
{% endmacro %}
