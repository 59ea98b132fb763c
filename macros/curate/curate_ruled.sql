{# A typed value, or null where the column's range or pattern is broken. #}
{% macro curate_ruled(column) %}
    {% set tests = [] %}
    {% set kind = column.data_type.split('(')[0] %}
    {% if column.range %}
        {% set prefix = kind if kind in ['date', 'timestamp'] else '' %}
        {% for bound in column.range %}
            {% if bound is not none %}
                {% do tests.append(
                    column.name ~ (' >= ' if loop.first else ' <= ')
                    ~ (prefix ~ " '" ~ bound ~ "'" if prefix else bound)
                ) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% if column.pattern %}
        {% do tests.append(matches_pattern(column.name, column.pattern)) %}
    {% endif %}
    {% if not tests %}
        {{ return(column.name) }}
    {% endif %}
    {{ return(
        'case when ' ~ tests | join(' and ') ~ ' then '
        ~ column.name ~ ' end'
    ) }}
{% endmacro %}
