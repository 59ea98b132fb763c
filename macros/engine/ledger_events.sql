{% macro ledger_events() %}
    {{ return(adapter.dispatch('ledger_events', 'derived_tables')()) }}
{% endmacro %}

{# Files: the newest checkpoint and every event that it does not list, found once a run. #}
{% macro duckdb__ledger_events() %}
    {% if 'ledger_events' in graph %}
        {{ return(graph['ledger_events']) }}
    {% endif %}
    {% set ledger = landing_root() ~ '/_ledger' %}
    {% set newest = run_query(
        "select max(file) from glob('" ~ ledger ~ "/checkpoints/*/events.jsonl.gz')"
    ).rows[0][0] %}
    {% set unlisted %}
        select file
        from glob('{{ ledger }}/events/*.json')
        {% if newest %}
        where parse_filename(file, true) not in (
            select event_id
            from read_json(
                '{{ newest }}',
                format = 'newline_delimited',
                columns = {event_id: 'VARCHAR'}
            )
        )
        {% endif %}
        order by file
    {% endset %}
    {% set files = [newest] if newest else [] %}
    {% for row in run_query(unlisted).rows %}
        {% do files.append(row[0]) %}
    {% endfor %}
    {% do graph.update({'ledger_events':
        "read_json(['" ~ files | join("', '") ~ "'],"
        ~ " format = 'newline_delimited', columns = {"
        ~ "event_id: 'VARCHAR', event: 'VARCHAR', batch_id: 'VARCHAR',"
        ~ " recorded_at: 'VARCHAR', system: 'VARCHAR', \"table\": 'VARCHAR',"
        ~ " kind: 'VARCHAR', slice: 'VARCHAR', min_time: 'VARCHAR',"
        ~ " max_time: 'VARCHAR', rows: 'BIGINT', columns: 'VARCHAR[]',"
        ~ " part: 'VARCHAR'})" if files else none
    }) %}
    {{ return(graph['ledger_events']) }}
{% endmacro %}

{# One external table over the newest list of all events, kept by `derive`. #}
{% macro athena__ledger_events() %}
    {% set database = landing_database() %}
    {% if not adapter.get_relation(
        target.database, database, 'ledger_events'
    ) %}
        {{ return(none) }}
    {% endif %}
    {{ return('"' ~ database ~ '"."ledger_events"') }}
{% endmacro %}
