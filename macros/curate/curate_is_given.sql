{# Whether the platform supplies this system's curated tables. #}
{% macro curate_is_given(name=none) %}
    {% set system = (name or model.name).split('__')[0] %}
    {{ return((var('curated', none) or {}).get(system) == 'given') }}
{% endmacro %}
