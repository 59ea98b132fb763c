{# What the model and its hooks share: made when the model compiles, kept for the run, so that a batch that lands meanwhile waits. #}
{% macro curate_job() %}
    {% set jobs = graph.setdefault('curate_jobs', {}) %}
    {% if model.unique_id in jobs %}
        {{ return(jobs[model.unique_id]) }}
    {% endif %}
    {% set spec = curate_spec(model) %}
    {% set first = load_relation(this) is none or should_full_refresh() %}
    {% set names = {'this': this | string} %}
    {% for side in ['plan', 'work', 'exceptions', 'rejected', 'faults',
        'reconciliation'] %}
        {% do names.update({side: api.Relation.create(
            database=this.database, schema=this.schema,
            identifier=this.identifier ~ '__' ~ side
        ) | string}) %}
    {% endfor %}
    {% set plan = curate_planned(
        spec, names.reconciliation, first,
        stale=(var('rebuild', none) == model.name)
    ) %}
    {% do jobs.update({model.unique_id: {
        'plan': plan,
        'statements': curate_statements(spec, plan, names),
    }}) %}
    {{ return(jobs[model.unique_id]) }}
{% endmacro %}
