{# When a snapshot was taken: one clock reading a run, later than every version. #}
{% macro snapshot_moment() %}
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
    {% if not newest %}
        {{ return(literal) }}
    {% endif %}
    {% set later = (newest | max)
        + modules.datetime.timedelta(microseconds=1) %}
    {{ return([literal, moment_literal(later)] | max) }}
{% endmacro %}
