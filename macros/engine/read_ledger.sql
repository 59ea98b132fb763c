{# Before a run that builds curated tables: what else there is reads none of it. #}
{% macro read_ledger() %}
    {% set names = selected_resources | map('replace',
        'model.' ~ project_name ~ '.', ''
    ) %}
    {% if execute and names | select('in', var('curated_tables')) | list %}
        {% do adapter.dispatch('read_ledger', 'derived_tables')() %}
    {% endif %}
{% endmacro %}

{# Into memory, which all threads of a run share: else each table reads all files. #}
{% macro duckdb__read_ledger() %}
    {% set events = ledger_events() %}
    {% if events %}
        {% do run_statement("attach if not exists ':memory:' as ledger") %}
        {% do run_statement(
            'create or replace table ledger.main.events as select * from '
            ~ events
        ) %}
        {% do graph.update({'ledger_events': 'ledger.main.events'}) %}
    {% endif %}
{% endmacro %}

{# There it is a table. #}
{% macro athena__read_ledger() %}{% endmacro %}
