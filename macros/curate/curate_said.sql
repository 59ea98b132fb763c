{# What each typed row says, in few columns: key, time, order, hash of content. Attributes are not carried. #}
{% macro curate_said(spec, plan, typed, is_base=false) %}
{%- set extra_names = plan.extras | map(attribute='name') | list -%}
{%- set ns = namespace(tie=[], content=[], detail=[]) -%}
{%- for column in spec.columns if column.tracked -%}
    {%- if column.name in extra_names -%}
        {%- set text = curate_extra(column, is_base) -%}
        {%- do ns.tie.append({'text': text}) -%}
    {%- else -%}
        {%- do ns.tie.append(column) -%}
        {%- do ns.content.append(column) -%}
    {%- endif -%}
{%- endfor -%}
{%- for column in spec.columns
    if not column.tracked and not column.is_key and not column.is_order -%}
    {%- do ns.detail.append(column) -%}
{%- endfor -%}
select
    {% if is_base -%}
    -1 as batch_no,
    0 as row_no,
    timestamp '{{ plan.base_moment }}' as row_time,
    {%- else -%}
    batch_no,
    cast(row_no as integer) as row_no,
    row_time,
    {%- endif %}
    {%- for name in spec.key %}
    {{ name }},
    {%- endfor %}
    {%- if spec.order %}
    {{ spec.order }} as row_order,
    {%- endif %}
    {{ 'false' if is_base else 'is_delete' }} as is_delete,
    {{ 'false' if is_base else 'is_rejected' }} as is_rejected,
    {# A delete says nothing but its key and time, whatever stands beside. #}
    {%- set states = '' if is_base
        else 'case when not is_delete and not is_rejected then ' -%}
    {%- set end = '' if is_base else ' end' %}
    {{ states ~ content_hash(joined_text(ns.content)) ~ end }} as content,
    {%- if plan.extras %}
    {{ states ~ content_hash(joined_text(ns.tie)) ~ end }} as tie,
    {%- endif %}
    {%- if ns.detail %}
    {{ content_hash(joined_text(ns.detail)) }} as detail,
    {%- endif %}
    {%- for column in plan.extras %}
    {{ curate_extra(column, is_base) }} as extra__{{ column.name }},
    {%- endfor %}
    {%- if 'slice' in spec.kinds %}
    coalesce({{ canonical_text(
        spec.slice, curate_type(spec, spec.slice)
    ) }}, '') as slice_value,
    {%- endif %}
    {%- if spec.archived_when %}
    coalesce({{ spec.archived_when }}, false) as is_archived,
    {%- endif %}
    {%- if plan.has_base %}
    {{ 'mojap_start_datetime' if is_base
        else 'cast(null as timestamp(6))' }} as start_at,
    {%- endif %}
    {{ 'false' if is_base else 'has_fault' }} as has_fault
from {{ typed }}
{%- if is_base %}
where
    mojap_start_datetime < timestamp '{{ plan.horizon }}'
    and mojap_end_datetime >= timestamp '{{ plan.horizon }}'
    {%- if not plan.fulls and not plan.slices and not spec.by_content %}
    {# With no extract to end it, what is open stays so unless a row names it. #}
    and (
        mojap_end_datetime <> {{ open_end() }}
        or ({{ spec.key | join(', ') }}) in (
            select {{ spec.key | join(', ') }}
            from ({{ curate_standardised(
                spec, curate_rows(spec, plan),
                spec.columns | selectattr('is_key') | list, ['batch_id']
            ) }}) as named
        )
    )
    {%- endif %}
{%- endif %}
{% endmacro %}
