{# The versions to merge: those that begin, those whose end moved, and a tombstone for each that is no more. #}
{% macro curate_versions(spec, plan, work) %}
{%- set key_columns = [] -%}
{%- for key in spec.key -%}
    {%- do key_columns.append({
        'name': key, 'data_type': curate_type(spec, key)
    }) -%}
{%- endfor -%}
{%- set start_column = {
    'name': 'start_at', 'data_type': 'timestamp(6)'
} -%}
{%- set extras = plan.extras | map(attribute='name') | list -%}
{%- set kept = ['start_at', 'end_at'] -%}
{%- for name in extras %}{% do kept.append('filled__' ~ name) %}{% endfor -%}
{%- do kept.append('mojap_content_id') if spec.by_content -%}
with

begun as (
    select
        batch_id as kept_batch_id,
        row_no as kept_row_no,
        {{ kept | join(',\n        ') }}
    from {{ work }}
    where category = 'new'
),

typed as (
    {{ curate_standardised(
        spec,
        curate_rows(spec, plan, 'select * from begun', kept),
        spec.columns, ['batch_id', 'row_no'] + kept
    ) }}
),

versions as (
    select
        {%- if spec.by_content %}
        mojap_content_id,
        {%- endif %}
        {%- for column in spec.columns %}
        {% if column.name in extras -%}
        {{ curate_filled(column) }} as {{ column.name }},
        {%- else -%}
        cast({{ column.name }} as {{ column.data_type }})
            as {{ column.name }},
        {%- endif %}
        {%- endfor %}
        start_at as mojap_start_datetime,
        end_at as mojap_end_datetime,
        end_at = {{ open_end() }} as mojap_current_record,
        {{ md5_text(joined_text(key_columns + [start_column])) }}
            as mojap_version_id,
        batch_id as mojap_batch_id,
        cast(row_no as bigint) as mojap_row_number
    from typed
)
{%- set names = [] -%}
{%- do names.append('mojap_content_id') if spec.by_content -%}
{%- for column in spec.columns -%}
    {%- do names.append(column.name) -%}
{%- endfor %}

select * from versions
{%- if plan.has_base %}

union all

select
    {%- for name in names %}
    history.{{ name }},
    {%- endfor %}
    history.mojap_start_datetime,
    base.end_at as mojap_end_datetime,
    base.end_at = {{ open_end() }} as mojap_current_record,
    history.mojap_version_id,
    history.mojap_batch_id,
    history.mojap_row_number
from {{ plan.this }} as history
inner join {{ work }} as base
    on
        base.category = 'base'
        and history.mojap_start_datetime = base.start_at
        {%- for key in spec.key %}
        and history.{{ key }} = base.{{ key }}
        {%- endfor %}
where history.mojap_end_datetime <> base.end_at
{%- endif %}
{%- if plan.rewrites %}

union all

select
    {%- for name in names %}
    history.{{ name }},
    {%- endfor %}
    history.mojap_start_datetime,
    history.mojap_start_datetime as mojap_end_datetime,
    false as mojap_current_record,
    history.mojap_version_id,
    history.mojap_batch_id,
    history.mojap_row_number
from {{ plan.this }} as history
left join {{ work }} as begun
    on
        begun.category = 'new'
        and history.mojap_start_datetime = begun.start_at
        {%- for key in spec.key %}
        and history.{{ key }} = begun.{{ key }}
        {%- endfor %}
where
    {% if plan.horizon -%}
    history.mojap_start_datetime >= timestamp '{{ plan.horizon }}'
    and {% endif -%}
    begun.category is null
{%- endif %}
{% endmacro %}
