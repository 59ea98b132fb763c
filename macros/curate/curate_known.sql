{# The ledger's batches, and the record of earlier builds, from the horizon on: as a plan wants them; none when nothing changed. #}
{% macro curate_known(spec, reconciliation, stale=false, half_done=none) %}
    {% set events = ledger_events() %}
    {% set known_at = var('known_at', none) %}
    {% set known = {'batches': [], 'recorded': {}, 'last_count': none} %}
    {% if not events %}
        {{ return(known) }}
    {% endif %}
    {% set found = namespace(since=none) %}
    {% if reconciliation and not stale %}
        {% set changed = run_query(curate_changed_since(
            events, spec, reconciliation, known_at
        )).rows[0] %}
        {% if changed[1] > 0 %}
            {{ exceptions.raise_compiler_error(
                'the contract of ' ~ spec.system ~ '.' ~ spec.table
                ~ ' changed since its history was built: run `derive rebuild '
                ~ spec.system ~ '.' ~ spec.table ~ '`'
            ) }}
        {% endif %}
        {% set found.since =
            [changed[0], half_done] | reject('none') | min
            if changed[0] or half_done else none %}
        {% if found.since is none %}
            {{ return(none) }}
        {% endif %}
    {% endif %}
    {% for row in run_query(curate_read(
        events, spec, reconciliation, found.since, known_at
    )).rows %}
        {% if row[0] == 'batch' %}
            {% do known.batches.append({
                'id': row[1],
                'kind': row[2],
                'slice': row[3],
                'min_time': row[4],
                'max_time': row[5],
                'rows': row[6] | int,
                'part': row[7],
                'columns': row[8].split('\n') if row[8] else [],
                'released': row[9] | int == 1,
            }) %}
        {% elif row[0] == 'recorded' %}
            {% do known.recorded.update({row[1]: {
                'held': row[10] == 'held',
                'key_count': row[11] | int
                    if row[11] is not none and not stale else none,
                'min_time': row[4],
                'max_time': row[5],
                'stale': stale,
            }}) %}
        {% elif row[11] is not none %}
            {% do known.update({'last_count': row[11] | int}) %}
        {% endif %}
    {% endfor %}
    {% set keyed = [] %}
    {% for batch in known.batches %}
        {% do keyed.append(
            (batch.min_time or curate_never(), batch.id, batch)
        ) %}
    {% endfor %}
    {% do known.update({
        'batches': keyed | sort(attribute='0,1') | map(attribute=2) | list
    }) %}
    {{ return(known) }}
{% endmacro %}
