{# The name under which an as-at build attaches the live warehouse file. #}
{% macro live_database() %}
    {{ return(env_var('DERIVE_LIVE', 'data/warehouse.duckdb')
        .split('/')[-1].split('.')[0]) }}
{% endmacro %}
