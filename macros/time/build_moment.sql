{# The project's only "now": `as_at` where given, else the newest row time. #}
{% macro build_moment() %}
    {# All that is curated comes first, so that one run has one moment. #}
    {% do ref('batch_reconciliation') %}
    {% if var('as_at', none) is not none %}
        {{ return(moment_literal(var('as_at'))) }}
    {% endif %}
    {% set newest = newest_row_time() %}
    {{ return(
        moment_literal(newest) if newest else 'cast(null as timestamp(6))'
    ) }}
{% endmacro %}
