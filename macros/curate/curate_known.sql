{# The ledger's batches and the record of earlier builds, as a plan wants them. #}
{% macro curate_known(spec, reconciliation, stale=false) %}
    {% set batches = [] %}
    {% set events = ledger_events() %}
    {% set rows = run_query(ledger_batches(
        events, spec.system, spec.table, var('known_at', none)
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
    {% set recorded = {} %}
    {% if reconciliation %}
        {% set known %}
            select
                batch_id,
                standing,
                distinct_keys,
                {{ canonical_text('min_time', 'timestamp(6)') }},
                {{ canonical_text('max_time', 'timestamp(6)') }},
                contract_hash
            from {{ reconciliation }}
        {% endset %}
        {% for row in run_query(known).rows %}
            {% if row[5] != spec.hash and not stale %}
                {{ exceptions.raise_compiler_error(
                    'the contract of ' ~ spec.system ~ '.' ~ spec.table
                    ~ ' changed since its history was built: run `derive'
                    ~ ' rebuild ' ~ spec.system ~ '.' ~ spec.table ~ '`'
                ) }}
            {% endif %}
            {% do recorded.update({row[0]: {
                'held': row[1] == 'held',
                'key_count': row[2] | int
                    if row[2] is not none and not stale else none,
                'min_time': row[3],
                'max_time': row[4],
                'stale': stale,
            }}) %}
        {% endfor %}
    {% endif %}
    {{ return({'batches': batches, 'recorded': recorded}) }}
{% endmacro %}
