{# The ledger's batches of a table from a time on, as a list. #}
{% macro curate_ledger(spec, events, known_at, since) %}
    {% set batches = [] %}
    {% set rows = run_query(ledger_batches(
        events, spec.system, spec.table, known_at, since
    )).rows if events else [] %}
    {% for row in rows %}
        {% do batches.append({
            'id': row[0],
            'kind': row[1],
            'slice': row[2],
            'min_time': row[3],
            'max_time': row[4],
            'rows': row[5] | int,
            'part': row[6],
            'columns': row[7].split('\n') if row[7] else [],
            'released': row[8] | int == 1,
        }) %}
    {% endfor %}
    {{ return(batches) }}
{% endmacro %}
