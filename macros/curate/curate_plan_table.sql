{# Statements that write a long plan's batches to a table, so that no statement's text grows with them. #}
{% macro curate_plan_table(plan, name) %}
    {% set statements = [] %}
    {% set size = namespace(chunk=[], longest=1) %}
    {% for batch in plan.replay %}
        {% set size.longest = [
            size.longest, curate_listed([batch]) | length
        ] | max %}
    {% endfor %}
    {% for batches in plan.replay | batch(200000 // size.longest) %}
        {% set query = curate_listed(batches) %}
        {% do statements.append(
            create_table(name, query) if loop.first
            else 'insert into ' ~ name ~ ' ' ~ query
        ) %}
    {% endfor %}
    {{ return(statements) }}
{% endmacro %}
