{# What to replay, from the ledger's batches and what was recorded of them. #}
{% macro curate_plan(
    spec, batches, recorded, counts, first, last_count=none, half_done=none
) %}
    {% set seen = namespace(
        count=last_count, horizon=none, rewrites=half_done is not none
    ) %}
    {% do curate_inspected(spec, batches) %}
    {% set times = [half_done] if half_done else [] %}
    {% set spans = [] %}
    {% set current = {} %}
    {% for batch in batches %}
        {% set known = recorded.get(batch.id) %}
        {% set held = batch.unreadable %}
        {% set keys = none %}
        {% if batch.kind == 'full' and not held %}
            {# By content, each row is a key. #}
            {% set keys = batch.rows if spec.by_content else counts.get(
                batch.id, (known or {}).get('key_count')
            ) %}
            {% if seen.count is not none and not batch.released
                and keys < seen.count * (1 - spec.fall) %}
                {% set held = keys ~ ' distinct keys after ' ~ seen.count %}
            {% else %}
                {% set seen.count = keys %}
            {% endif %}
        {% endif %}
        {% do batch.update({'held': held, 'key_count': keys}) %}
        {% do current.update({batch.id: batch}) %}
        {% if batch.min_time %}
            {% do spans.append((batch.max_time, batch.min_time)) %}
        {% endif %}
        {% if first or not known or known.get("stale")
            or known.held != (held is not none) %}
            {% do times.append(batch.min_time or curate_never()) %}
        {% endif %}
    {% endfor %}
    {% for id, known in recorded.items() %}
        {% if id not in current %}
            {% do times.append(known.min_time or curate_never()) %}
            {% if known.min_time %}
                {% do spans.append((known.max_time, known.min_time)) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {# The horizon never cuts a batch: its rows are counted together. #}
    {% set seen.horizon = times | min if times else none %}
    {% for latest, earliest in spans | sort(reverse=true) %}
        {% if seen.horizon and latest >= seen.horizon %}
            {% set seen.horizon = [seen.horizon, earliest] | min %}
        {% endif %}
    {% endfor %}
    {% set replay = [] %}
    {% for batch in batches %}
        {% if seen.horizon and (
            (batch.min_time or curate_never()) >= seen.horizon
        ) %}
            {% do batch.update({'no': replay | length}) %}
            {% do replay.append(batch) %}
        {% endif %}
    {% endfor %}
    {% for known in recorded.values() %}
        {% if seen.horizon and (known.min_time or curate_never()) >= seen.horizon %}
            {% set seen.rewrites = true %}
        {% endif %}
    {% endfor %}
    {{ return(curate_plan_of(
        spec, replay, seen.horizon, first, seen.rewrites and not first
    )) }}
{% endmacro %}
