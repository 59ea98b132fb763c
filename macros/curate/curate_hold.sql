{# Why a batch cannot be read for want of columns; none when it can. #}
{% macro curate_hold(spec, batch) %}
    {% set needed = [] %}
    {% set lacking = [] %}
    {% for column in spec.columns %}
        {% set matters = column.is_key or batch.kind != 'deletes' %}
        {% if matters and column.name not in batch.columns %}
            {% if (column.not_null or column.name == spec.slice
                or column.name in (spec.archived_when or '')
                or column.name in (spec.deleted_when or ''))
                and not (column.is_order and batch.kind == 'deletes') %}
                {% do needed.append(column.name) %}
            {% elif not column.may_be_absent %}
                {% do lacking.append(column.name) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {% if spec.op and batch.kind == 'changes'
        and spec.op not in batch.columns %}
        {% do needed.append(spec.op) %}
    {% endif %}
    {% if batch.rows == 0 and batch.kind in ['changes', 'deletes'] %}
        {{ return(none) }}
    {% elif needed %}
        {{ return('lacks required ' ~ needed | join(', ')) }}
    {% elif lacking and not batch.released %}
        {{ return('lacks ' ~ lacking | join(', ')) }}
    {% endif %}
    {{ return(none) }}
{% endmacro %}
