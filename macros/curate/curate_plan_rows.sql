{# The batches of a plan: a table where they are many, else literals. #}
{% macro curate_plan_rows(plan) %}
    {{ return(
        plan.table or '(' ~ curate_listed(plan.replay) ~ ') as listed'
    ) }}
{% endmacro %}
