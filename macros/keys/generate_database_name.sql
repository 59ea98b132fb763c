{# An as-at build reads the live curated tables, attached by name. #}
{% macro generate_database_name(custom_database_name=none, node=none) %}
    {% if target.name == 'as_at' and node is not none
        and node.fqn and node.fqn | length > 1 and node.fqn[1] == 'curated' %}
        {{ return(live_database()) }}
    {% endif %}
    {{ return(custom_database_name or target.database) }}
{% endmacro %}
