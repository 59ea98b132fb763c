{# Says of each batch why its columns will not do; batches that are alike are looked at once. #}
{% macro curate_inspected(spec, batches) %}
    {% set known = {} %}
    {% for batch in batches if batch.unreadable is not defined %}
        {% set likeness = (
            batch.kind, batch.released, batch.rows == 0,
            batch.columns | join(',')
        ) %}
        {% if likeness not in known %}
            {% do known.update({likeness: curate_hold(spec, batch)}) %}
        {% endif %}
        {% do batch.update({'unreadable': known[likeness]}) %}
    {% endfor %}
{% endmacro %}
