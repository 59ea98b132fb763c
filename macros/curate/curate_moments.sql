{# The first full or slice after each moment at which a row speaks. #}
{% macro curate_moments(spec, plan) %}
{%- set sliced = 'slice' in spec.kinds -%}
{%- if sliced -%}
    {%- set column = spec.columns
        | selectattr('name', 'equalto', spec.slice) | first -%}
    {%- set value = "coalesce("
        ~ canonical_text(spec.slice, column.data_type) ~ ", '')" -%}
{%- endif -%}
select
    moments.row_time,
    {%- if sliced %}
    moments.slice_value,
    {%- endif %}
    {{ curate_cover(spec, plan, 'full_covers', 'slice_covers') }} as next_cover
from (
    select distinct
        {% if sliced -%}
        {{ value }} as slice_value,
        {% endif -%}
        _extraction_timestamp as row_time
    from (
        {% if sliced -%}
        {{ curate_standardised(
            spec, landed_rows(spec, plan, [spec.slice]), [column],
            ['_extraction_timestamp']
        ) }}
        {%- else -%}
        {{ landed_rows(spec, plan, []) }}
        {%- endif %}
    ) as landed
    {%- if plan.has_base %}
    union
    select distinct
        {% if sliced -%}
        {{ value }} as slice_value,
        {% endif -%}
        timestamp '{{ plan.base_moment }}' as row_time
    from {{ plan.this }}
    where
        mojap_start_datetime < timestamp '{{ plan.horizon }}'
        and mojap_end_datetime >= timestamp '{{ plan.horizon }}'
    {%- endif %}
) as moments
{{ curate_cover_joins(spec, plan, 'moments') }}
{% endmacro %}
