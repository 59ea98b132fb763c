{# All that one table's build runs: before, the model's own query, after. #}
{% macro curate_statements(spec, plan, names) %}
    {% set long = plan.replay | length > var('longest_literal_plan', 30) %}
    {% do plan.update({
        'this': names.this,
        'table': names.plan if long else none,
    }) %}
    {% set tables = [names.work] + ([names.plan] if long else []) %}
    {% set replaced = [names.replaced]
        if 'replaced' in names and plan.rewrites else [] %}
    {% set sides = [
        (names.exceptions, curate_exceptions(spec, plan, names.work),
            'extraction_timestamp'),
        (names.faults, curate_faults(spec, plan, names.work),
            'extraction_timestamp'),
        (names.reconciliation, curate_reconciliation(
            spec, plan, names.work, names.this, names.exceptions
        ), 'min_time'),
    ] %}
    {% set after = [] %}
    {% for name, query, time in sides %}
        {% if plan.first %}
            {% do after.append(create_table(name, query)) %}
        {% else %}
            {% if plan.rewrites %}
                {% do after.append(
                    'delete from ' ~ name
                    ~ " where " ~ time ~ " >= timestamp '" ~ plan.horizon
                    ~ "' or " ~ time ~ " is null"
                ) %}
            {% endif %}
            {% do after.append('insert into ' ~ name ~ ' ' ~ query) %}
        {% endif %}
    {% endfor %}
    {% if plan.first %}
        {% do after.append(
            'create or replace view ' ~ names.rejected
            ~ " as select batch_id, row_number, extraction_timestamp,"
            ~ " record_key, reasons, landed_row from " ~ names.exceptions
            ~ " where category = 'rejected'"
        ) %}
    {% endif %}
    {{ return({
        'leftovers': tables + replaced + (
            sides | map('first') | list if plan.first else []
        ),
        'before': (curate_plan_table(plan, names.plan) if long else []) + [
            create_table(names.work, curate_work(spec, plan)),
        ] + ([
            create_table(names.replaced, curate_replaced(plan)),
        ] if replaced else []),
        'query': curate_versions(spec, plan, names.work),
        'after': after,
        'scratch': tables,
    }) }}
{% endmacro %}
