{# Before the model: the work table, from which the rest is written. #}
{% macro curate_prepare() %}
    {% if execute and curate_is_built() %}
        {% set job = curate_job() %}
        {% if job.plan.changed or job.plan.first %}
            {% for name in job.statements.leftovers %}
                {% do drop_table(name) %}
            {% endfor %}
            {% for statement in job.statements.before %}
                {% do run_statement(statement) %}
            {% endfor %}
        {% endif %}
    {% endif %}
{% endmacro %}
