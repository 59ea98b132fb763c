{# What stands before the schema of a live table: an as-at build attaches them. #}
{% macro live_catalogue() %}
    {{ return('"live".' if target.name == 'as_at' else '') }}
{% endmacro %}
