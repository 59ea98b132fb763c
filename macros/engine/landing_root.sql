{# Where parts and the ledger are: a folder. Athena finds them through Glue. #}
{% macro landing_root() %}
    {% set root = env_var('DERIVE_LANDING', 'data/landing') %}
    {% if root.startswith('s3://') %}
        {{ exceptions.raise_compiler_error(
            'DuckDB reads landing from a folder, and DERIVE_LANDING is '
            ~ root ~ '. Bring it here with `derive landing copy data/landing`'
            ~ ' and unset DERIVE_LANDING, or build with --target athena.'
        ) }}
    {% endif %}
    {{ return(root) }}
{% endmacro %}
