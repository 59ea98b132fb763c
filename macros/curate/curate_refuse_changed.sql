{# Refuses to build on a history that another contract made. #}
{% macro curate_refuse_changed(spec, reconciliation) %}
    {% set other %}
        select count(*)
        from {{ reconciliation }}
        where contract_hash <> '{{ spec.hash }}'
    {% endset %}
    {% if run_query(other).rows[0][0] > 0 %}
        {{ exceptions.raise_compiler_error(
            'the contract of ' ~ spec.system ~ '.' ~ spec.table
            ~ ' changed since its history was built: run `derive rebuild '
            ~ spec.system ~ '.' ~ spec.table ~ '`'
        ) }}
    {% endif %}
{% endmacro %}
