{# The one place where `as_at` cuts history; staging alone calls it. #}
{% macro as_at_mask(relation) %}
    {% if var('as_at', none) is none or not execute %}
select * from {{ relation }}
    {% else %}
        {% set moment = moment_literal(var('as_at')) %}
select
        {% for name in curated_columns(relation) %}
            {% if name == 'mojap_end_datetime' %}
    case
        when mojap_end_datetime > {{ moment }} then {{ open_end() }}
        else mojap_end_datetime
    end as mojap_end_datetime
            {%- elif name == 'mojap_current_record' %}
    mojap_end_datetime > {{ moment }} as mojap_current_record
            {%- else %}
    {{ name }}
            {%- endif %}{{ ',' if not loop.last }}
        {% endfor %}
from {{ relation }}
where mojap_start_datetime <= {{ moment }}
    {% endif %}
{% endmacro %}
