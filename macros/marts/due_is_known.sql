{#
    Whether it is known of which units a fact is out of date: it has been
    written, by the project as it is now (`derive build` says in DERIVE_PROJECT
    which that is), and with fingerprints that are there. Else all are due, and
    in unit tests, whose fact is none.
#}
{% macro due_is_known(fingerprints) %}
    {% set project = env_var('DERIVE_PROJECT', '') if execute else '' %}
    {% if not project or model.resource_type == 'unit_test'
        or flags.WHICH not in ['build', 'run']
        or load_cached_relation(this) is none or should_full_refresh() %}
        {{ return(false) }}
    {% endif %}
    {% set known = graph.setdefault('due_is_known', {}) %}
    {% if model.unique_id not in known %}
        {% set written = side_table(fingerprints, 'written') %}
        {% set of_project = load_relation(written) is not none and run_query(
            "select 1 from " ~ written ~ " where project = '" ~ project
            ~ "' limit 1"
        ) | length > 0 %}
        {% do known.update({model.unique_id: of_project}) %}
    {% endif %}
    {{ return(known[model.unique_id]) }}
{% endmacro %}
