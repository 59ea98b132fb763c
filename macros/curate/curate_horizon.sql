{# A time that cuts no batch, at or before the time given: of the ledger's batches and of those recorded. #}
{% macro curate_horizon(events, spec, reconciliation, since, known_at=none) %}
    {% set found = namespace(horizon=none, earlier=since) %}
    {% for _ in range(10000) if found.horizon != found.earlier %}
        {% set found.horizon = found.earlier %}
        {% set spans %}
            select min(min_time)
            from (
                select
                    min_time,
                    max_time
                from (
                    {{ ledger_batches(
                        events, spec.system, spec.table, known_at
                    ) }}
                ) as batches
                union all
                select
                    {{ canonical_text('min_time', 'timestamp(6)') }},
                    {{ canonical_text('max_time', 'timestamp(6)') }}
                from {{ reconciliation }}
            ) as spans
            where max_time >= '{{ found.horizon }}'
        {% endset %}
        {% set earlier = run_query(spans).rows[0][0] %}
        {% set found.earlier =
            [earlier or found.horizon, found.horizon] | min %}
    {% endfor %}
    {{ return(found.horizon) }}
{% endmacro %}
