{# The one pass over all rows: what says again what was said, and is followed, is counted; the rest is kept. #}
{% macro curate_walked(spec, plan, said) %}
{%- set keys = spec.key | join(', ') -%}
{%- set by_key = 'partition by ' ~ keys ~ ' order by row_time' -%}
{%- set extras = plan.extras | map(attribute='name') | list -%}
{%- set names = ['is_delete', 'is_rejected', 'has_fault', 'content'] -%}
{%- do names.append('row_order') if spec.order -%}
{%- do names.append('tie') if plan.extras -%}
{%- do names.append('detail') if curate_has_detail(spec) -%}
{%- for name in extras %}{% do names.append('extra__' ~ name) %}{% endfor -%}
{%- do names.append('slice_value') if 'slice' in spec.kinds -%}
{%- do names.append('is_archived') if spec.archived_when -%}
{%- do names.append('start_at') if plan.has_base -%}
{%- do names.append('row_time') -%}
{%- do names.append('next_cover') -%}
{%- do names.append('next_time') -%}
select
    batch_no,
    case when not is_again then row_no end as row_no,
    {%- for key in spec.key %}
    case when not is_again then {{ key }} end as {{ key }},
    {%- endfor %}
    is_again,
    {%- for name in names %}
    max({{ name }}) as {{ name }},
    {%- endfor %}
    {%- if not spec.order %}
    cast(null as bigint) as row_order,
    {%- endif %}
    {%- if not plan.has_base %}
    cast(null as timestamp(6)) as start_at,
    {%- endif %}
    count(*) as row_count
from (
    select
        *,
        coalesce(
            not has_fault
            {%- if plan.has_base %}
            and start_at is null
            {%- endif %}
            and last_content = content
            {%- for name in extras %}
            and last_extra__{{ name }} = extra__{{ name }}
            {%- endfor %}
            {%- if spec.order %}
            and greatest_order <= row_order
            {%- endif %}
            and last_time < row_time
            and (time_before_last is null or time_before_last < last_time)
            and last_cover >= row_time
            and next_time > row_time
            and next_cover >= next_time,
            false
        ) as is_again
    from (
        select
            *,
            lag(row_time) over ({{ by_key }}) as last_time,
            lag(row_time, 2) over ({{ by_key }}) as time_before_last,
            lead(row_time) over ({{ by_key }}) as next_time,
            lag(content) over ({{ by_key }}) as last_content,
            {%- for name in extras %}
            lag(extra__{{ name }}) over ({{ by_key }})
                as last_extra__{{ name }},
            {%- endfor %}
            {%- if spec.order %}
            max(row_order) over (
                {{ by_key }} rows between unbounded preceding and current row
            ) as greatest_order,
            {%- endif %}
            lag(next_cover) over ({{ by_key }}) as last_cover
        from ({{ said }}) as said
    ) as beside
) as judged
group by
    batch_no,
    case when not is_again then row_no end,
    {%- for key in spec.key %}
    case when not is_again then {{ key }} end,
    {%- endfor %}
    is_again
{% endmacro %}
