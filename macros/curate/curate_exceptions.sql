{# Every landed row of a plan that is neither new nor unchanged: why, and the row that won. #}
{% macro curate_exceptions(spec, plan, work) %}
{%- set key_columns = [] -%}
{%- for key in spec.key -%}
    {%- do key_columns.append({
        'name': key, 'data_type': curate_type(spec, key)
    }) -%}
{%- endfor -%}
{%- set reasons = curate_rejections_of(spec) -%}
{# Those that a reason, or a delete, is told by. #}
{%- set read = [] -%}
{%- for column in spec.columns
    if column.not_null or column.is_key
    or column.name in (spec.deleted_when or '') -%}
    {%- do read.append(column) -%}
{%- endfor -%}
select
    batch_id,
    cast(row_no as bigint) as row_number,
    row_time as extraction_timestamp,
    category,
    {{ curate_key_text(key_columns) }} as record_key,
    winner_batch_id as winning_batch_id,
    cast(winner_row_no as bigint) as winning_row_number,
    cast(null as varchar) as reasons,
    cast(null as varchar) as landed_row
from {{ work }}
where
    category in ('duplicate', 'contradiction', 'superseded', 'closing')

union all

select
    batch_id,
    cast(row_no as bigint) as row_number,
    row_time as extraction_timestamp,
    'rejected' as category,
    {{ 'mojap_content_id' if spec.by_content
        else curate_key_text(key_columns) }} as record_key,
    cast(null as varchar) as winning_batch_id,
    cast(null as bigint) as winning_row_number,
    concat_ws(
        '; '
        {%- for reason in reasons %},
        case when {{ reason.when }} then '{{ reason.reason }}' end
        {%- endfor %}
        {%- if not reasons %}, ''{% endif %}
    ) as reasons,
    landed_row
from (
    {{ curate_typed(
        spec, plan, curate_rejected_rows(spec, plan, work),
        ['batch_id', 'row_no', 'row_time', 'is_deletes', 'row_op',
            'landed_row'] + (
                ['mojap_content_id'] if spec.by_content else []
            ),
        read
    ) }}
) as rejected
{%- if plan.held %}

union all

select
    landed._batch_id as batch_id,
    landed._row_number as row_number,
    landed._extraction_timestamp as extraction_timestamp,
    'held' as category,
    cast(null as varchar) as record_key,
    cast(null as varchar) as winning_batch_id,
    cast(null as bigint) as winning_row_number,
    batches.held as reasons,
    cast(null as varchar) as landed_row
from ({{ landed_rows(spec, plan, []) }}) as landed
inner join (
    select
        batch_id,
        held
    from {{ curate_plan_rows(plan) }}
    where held is not null
) as batches
    on landed._batch_id = batches.batch_id
{%- endif %}
{% endmacro %}
