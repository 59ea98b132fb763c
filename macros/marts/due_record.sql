{# After a fact: with which fingerprints it is written. Killed before, all of them are compared again. #}
{% macro due_record(fingerprints, scratch=none) %}
    {% if execute %}
        {% set now = side_table(fingerprints, 'now') %}
        {% set written = side_table(fingerprints, 'written') %}
        {% if due_is_known(fingerprints) %}
            {% do run_statement(due_merge(written, now)) %}
        {% else %}
            {% do drop_table(written) %}
            {% do run_statement(create_table(written,
                "select unit_id, part_id, fingerprint, '"
                ~ env_var('DERIVE_PROJECT', '') ~ "' as project from " ~ now
            )) %}
        {% endif %}
        {% do drop_table(now) %}
        {% do drop_table(scratch) if scratch %}
    {% endif %}
{% endmacro %}
