{#
    What this run has done to a curated table's history: `since` when it is
    another, none where it is not, and whether it `rewrites` versions. Known in a
    build of new batches alone (`derive build` says so), in which all else is as
    the last build has left it.
#}
{% macro curate_changes(name) %}
    {% if not execute or model.resource_type == 'unit_test'
        or not env_var('DERIVE_NEW_BATCHES', '') or curate_is_given(name) %}
        {{ return({'known': false}) }}
    {% endif %}
    {% set job = graph.get('curate_jobs', {}).get(
        'model.' ~ project_name ~ '.' ~ name
    ) %}
    {% if job is none %}
        {{ return({'known': true, 'since': none}) }}
    {% endif %}
    {{ return({
        'known': not job.plan.first,
        'since': job.plan.horizon if job.plan.changed else none,
        'rewrites': job.plan.rewrites,
    }) }}
{% endmacro %}
