{# Where parts and the ledger are: a folder, or an s3:// prefix. #}
{% macro landing_root() %}
    {{ return(env_var('DERIVE_LANDING', 'data/landing')) }}
{% endmacro %}
