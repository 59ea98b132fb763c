{# After a fact: with which fingerprints it is written. Killed before, all of them are compared again. #}
{% macro due_record(fingerprints) %}
    {% if execute %}
        {% set now = side_table(fingerprints, 'now') %}
        {% set written = side_table(fingerprints, 'written') %}
        {% do drop_table(written) %}
        {% do run_query(create_table(written,
            "select unit_id, part_id, fingerprint, '"
            ~ env_var('DERIVE_PROJECT', '') ~ "' as project from " ~ now
            ~ " where fingerprint is not null"
        )) %}
        {% do drop_table(now) %}
    {% endif %}
{% endmacro %}
