{# Whether a version began or ended at or after a moment. #}
{% macro curate_is_since(moment) -%}
    mojap_end_datetime >= timestamp '{{ moment }}'
    and (
        mojap_start_datetime >= timestamp '{{ moment }}'
        or mojap_end_datetime < {{ open_end() }}
    )
{%- endmacro %}
