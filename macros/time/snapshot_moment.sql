{# When a snapshot was taken: one clock reading a run, later than every version. #}
{% macro snapshot_moment() %}
    {% set moments = graph.setdefault('snapshot_moments', {}) %}
    {% if model.unique_id in moments %}
        {{ return(moments[model.unique_id]) }}
    {% endif %}
    {% set clock = var('snapshot_clock', none) %}
    {% if clock is none %}
        {% set clock = run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f') %}
    {% endif %}
    {% set literal = moment_literal(clock) %}
    {% if not execute or not load_relation(this) %}
        {{ return(literal) }}
    {% endif %}
    {% set newest = run_query(
        'select max(dbt_valid_from), max(dbt_valid_to) from ' ~ this
    ).rows[0] | reject('none') | list %}
    {% set moment = literal %}
    {% if newest %}
        {% set later = (newest | max)
            + modules.datetime.timedelta(microseconds=1) %}
        {% set moment = [literal, moment_literal(later)] | max %}
    {% endif %}
    {% do moments.update({model.unique_id: moment}) %}
    {{ return(moment) }}
{% endmacro %}
