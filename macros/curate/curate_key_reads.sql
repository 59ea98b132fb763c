{# Whether every column of a row's key reads. #}
{% macro curate_key_reads(spec) %}
    {{ return('(' ~ spec.key | join(' is not null and ') ~ ' is not null)') }}
{% endmacro %}
