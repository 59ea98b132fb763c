{# What earlier builds recorded of batches from a time on, by batch. #}
{% macro curate_recorded(reconciliation, since, stale) %}
    {% set recorded = {} %}
    {% set known %}
        select
            batch_id,
            standing,
            distinct_keys,
            {{ canonical_text('min_time', 'timestamp(6)') }},
            {{ canonical_text('max_time', 'timestamp(6)') }}
        from {{ reconciliation }}
        {% if since %}
        where min_time >= timestamp '{{ since }}' or min_time is null
        {% endif %}
    {% endset %}
    {% for row in run_query(known).rows %}
        {% do recorded.update({row[0]: {
            'held': row[1] == 'held',
            'key_count': row[2] | int
                if row[2] is not none and not stale else none,
            'min_time': row[3],
            'max_time': row[4],
            'stale': stale,
        }}) %}
    {% endfor %}
    {{ return(recorded) }}
{% endmacro %}
