{# A moment in text (ISO, a date is its midnight) as a SQL literal of six digits. #}
{% macro moment_literal(moment) %}
    {% set parsed = modules.datetime.datetime.fromisoformat(
        (moment | string | trim).replace('Z', '')
    ) %}
    {{ return(
        "timestamp '" ~ parsed.strftime('%Y-%m-%d %H:%M:%S.%f') ~ "'"
    ) }}
{% endmacro %}
