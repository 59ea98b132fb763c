{# Versions of the history as it stands, with another end. One that ends where it starts is a tombstone. #}
{% macro curate_old_versions(spec, plan, work, category, ends, kept) %}
{%- set names = spec.columns | map(attribute='name') | list -%}
select
    {%- if spec.by_content %}
    history.mojap_content_id,
    {%- endif %}
    {%- for name in names %}
    history.{{ name }},
    {%- endfor %}
    history.mojap_start_datetime,
    {{ ends }} as mojap_end_datetime,
    {{ ends }} = {{ open_end() }} as mojap_current_record,
    history.mojap_version_id,
    history.mojap_batch_id,
    history.mojap_row_number
from {{ plan.this }} as history
left join {{ work }} as moved
    on
        moved.category = '{{ category }}'
        and history.mojap_start_datetime = moved.start_at
        {%- for key in spec.key %}
        and history.{{ key }} = moved.{{ key }}
        {%- endfor %}
where
    {#- What had ended before the horizon stays, and is not read. #}
    history.mojap_end_datetime >= timestamp '{{ plan.horizon }}'
    and {{ kept }}
{% endmacro %}
