{% macro read_ledger() %}
    {% if execute %}
        {% do adapter.dispatch('read_ledger', 'derived_tables')() %}
    {% endif %}
{% endmacro %}

{# Into memory, which all threads of a run share: else each table reads all files. #}
{% macro duckdb__read_ledger() %}
    {# What is built already needs none; a table that does refuses a prefix. #}
    {% if env_var('DERIVE_LANDING', '').startswith('s3://') %}
        {{ return(none) }}
    {% endif %}
    {% set events = ledger_events() %}
    {% if events %}
        {% do run_query("attach if not exists ':memory:' as ledger") %}
        {% do run_query(
            'create or replace table ledger.main.events as select * from '
            ~ events
        ) %}
        {% do graph.update({'ledger_events': 'ledger.main.events'}) %}
    {% endif %}
{% endmacro %}

{# There it is a table. #}
{% macro athena__read_ledger() %}{% endmacro %}
