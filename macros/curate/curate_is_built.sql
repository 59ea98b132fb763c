{# Whether this model is curated here: it has a contract, and the platform does not supply it. #}
{% macro curate_is_built() %}
    {% set meta = model.config.meta or {} %}
    {{ return('contract' in meta and not curate_is_given()) }}
{% endmacro %}
