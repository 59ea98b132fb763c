{# The reasons for which a row may be rejected: reason and condition. #}
{% macro curate_rejections_of(spec) %}
    {% set reasons = [] %}
    {% for column in spec.columns %}
        {% if column.not_null %}
            {% set guard = '' if column.is_key else ' and not is_delete' %}
            {% do reasons.append({
                'reason': column.name ~ ' is missing',
                'when': column.name ~ '__text is null' ~ guard,
            }) %}
            {% do reasons.append({
                'reason': column.name ~ ' does not read',
                'when': column.name ~ '__text is not null and '
                    ~ column.name ~ ' is null' ~ guard,
            }) %}
        {% endif %}
    {% endfor %}
    {% if spec.op %}
        {% do reasons.append({
            'reason': spec.op ~ ' is none of I, U, D',
            'when': "row_op is not null and row_op not in ('I', 'U', 'D')",
        }) %}
    {% endif %}
    {{ return(reasons) }}
{% endmacro %}
