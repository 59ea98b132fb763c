{# A plan's lists, for the batches that it replays from a horizon on. #}
{% macro curate_plan_of(spec, replay, horizon, first, rewrites) %}
    {% set active = replay | selectattr('held', 'none') | list %}
    {% set columns_seen = [] %}
    {% set parts = [] %}
    {% set extras = [] %}
    {% for batch in replay %}
        {% do parts.append(batch.part) if batch.part not in parts %}
        {% for column in batch.columns %}
            {% do columns_seen.append(column)
                if column not in columns_seen %}
        {% endfor %}
    {% endfor %}
    {% for batch in active %}
        {% set lacks = [] %}
        {% for column in spec.columns %}
            {% if batch.kind != 'deletes' and column.tracked
                and column.name not in batch.columns %}
                {% do lacks.append(column.name) %}
                {% do extras.append(column)
                    if column not in extras %}
            {% endif %}
        {% endfor %}
        {% do batch.update({'lacks': lacks}) %}
    {% endfor %}
    {% if horizon %}
        {% set moment = modules.datetime.datetime.strptime(
            horizon, '%Y-%m-%d %H:%M:%S.%f'
        ) - modules.datetime.timedelta(microseconds=1) %}
    {% endif %}
    {{ return({
        'first': first,
        'changed': horizon is not none,
        'horizon': horizon,
        'base_moment':
            moment.strftime('%Y-%m-%d %H:%M:%S.%f') if horizon else none,
        'has_base': horizon is not none and not first,
        'rewrites': rewrites,
        'replay': replay,
        'active': active,
        'held': replay | rejectattr('held', 'none') | list,
        'parts': parts,
        'columns_seen': columns_seen,
        'extras': extras,
        'fulls': active | selectattr('kind', 'equalto', 'full') | list,
        'slices': active | selectattr('kind', 'equalto', 'slice') | list,
    }) }}
{% endmacro %}
