{# Glue's database of the ledger; a system's tables are in this, `_`, system. #}
{% macro landing_database() %}
    {{ return(env_var('DERIVE_LANDING_DATABASE', 'landing')) }}
{% endmacro %}
