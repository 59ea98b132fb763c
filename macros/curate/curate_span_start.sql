{# When the span that a full or slice ends began: at the one before, in a window. #}
{% macro curate_span_start(window) -%}
coalesce(
    lag(min_time) over ({{ window }}),
    timestamp '0001-01-01 00:00:00.000000'
)
{%- endmacro %}
