{# The place of a batch without rows or time of its own: after all others. #}
{% macro curate_never() %}
    {{ return('9998-12-31 00:00:00.000000') }}
{% endmacro %}
