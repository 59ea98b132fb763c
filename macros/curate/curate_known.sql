{# The ledger's batches, and the record of earlier builds, from the horizon on: as a plan wants them. #}
{% macro curate_known(spec, reconciliation, stale=false) %}
    {% set events = ledger_events() %}
    {% set known_at = var('known_at', none) %}
    {% set found = namespace(since=none, last_count=none) %}
    {% if events and reconciliation %}
        {% do curate_refuse_changed(spec, reconciliation) if not stale %}
        {% set found.since = run_query(curate_changed_since(
            events, spec, reconciliation, known_at
        )).rows[0][0] if not stale else '' %}
        {% if found.since is none %}
            {{ return(none) }}
        {% endif %}
        {% set found.since = curate_horizon(
            events, spec, reconciliation, found.since, known_at
        ) if not stale else none %}
        {% if found.since %}
            {% set last %}
                select max_by(distinct_keys, min_time)
                from {{ reconciliation }}
                where
                    kind = 'full'
                    and standing = 'in force'
                    and min_time < timestamp '{{ found.since }}'
            {% endset %}
            {% set found.last_count = run_query(last).rows[0][0] %}
        {% endif %}
    {% endif %}
    {{ return({
        'batches': curate_ledger(spec, events, known_at, found.since),
        'recorded': curate_recorded(
            reconciliation, found.since, stale
        ) if reconciliation else {},
        'last_count':
            found.last_count | int if found.last_count is not none else none,
    }) }}
{% endmacro %}
