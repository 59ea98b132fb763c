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

select * from versions
{%- if plan.has_base %}

union all

{{ curate_old_versions(
    spec, plan, work, 'base', 'moved.end_at',
    'history.mojap_end_datetime <> moved.end_at'
) }}
{%- endif %}
{%- if plan.rewrites %}

union all

{{ curate_old_versions(
    spec, plan, work, 'new', 'history.mojap_start_datetime',
    "history.mojap_start_datetime >= timestamp '" ~ plan.horizon
    ~ "' and moved.category is null"
) }}
{%- endif %}
{% endmacro %}
