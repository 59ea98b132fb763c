{# The newest row time of any batch in force in the ledger, as text, or none. #}
{% macro newest_landed_time() %}
    {% set events = ledger_events() %}
    {% if not events %}
        {{ return(none) }}
    {% endif %}
    {% set newest %}
        select max(case when verdict.event <> 'withdrawn' then event.max_time end)
        from {{ events }} as event
        inner join (
            select
                batch_id,
                max_by(event, recorded_at || event_id) as event
            from {{ events }}
            where
                event <> 'released'
                {% if var('known_at', none) is not none %}
                and recorded_at <= '{{ var("known_at") }}'
                {% endif %}
            group by batch_id
        ) as verdict
            on event.batch_id = verdict.batch_id
        where event.event = 'landed'
    {% endset %}
    {{ return(run_query(newest).rows[0][0]) }}
{% endmacro %}
