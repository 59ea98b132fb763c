{# Full extracts whose distinct keys must be counted before a plan is made. #}
{% macro curate_uncounted(spec, batches, recorded) %}
    {% set uncounted = [] %}
    {% do curate_inspected(spec, batches) %}
    {% for batch in batches %}
        {% set known = recorded.get(batch.id, {}) %}
        {% if batch.kind == 'full' and known.get('key_count') is none
            and not spec.by_content
            and not batch.unreadable %}
            {% do uncounted.append(batch) %}
        {% endif %}
    {% endfor %}
    {{ return(uncounted) }}
{% endmacro %}
