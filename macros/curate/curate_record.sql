{# After the model: exceptions, faults, and last the reconciliation, which says that a batch was read. #}
{% macro curate_record() %}
    {% if execute and curate_is_built() %}
        {% set job = curate_job() %}
        {% if job.plan.changed or job.plan.first %}
            {% for statement in job.statements.after %}
                {% do run_statement(statement) %}
            {% endfor %}
            {% for name in job.statements.scratch %}
                {% do drop_table(name) %}
            {% endfor %}
        {% endif %}
    {% endif %}
{% endmacro %}
