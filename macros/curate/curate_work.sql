{# The work table: every row that begins a version, is an exception or has a fault; and counts of the rest. #}
{% macro curate_work(spec, plan) %}
{%- set typed = curate_typed(spec, plan, curate_rows(spec, plan)) -%}
with

said as (
    select
        said.*,
        {% if spec.archived_when -%}
        case
            when said.is_archived and said.content is not null
                then {{ open_end() }}
            else moments.next_cover
        end as next_cover
        {%- elif plan.fulls or plan.slices -%}
        moments.next_cover
        {%- else -%}
        {{ open_end() }} as next_cover
        {%- endif %}
    from (
        {{ curate_said(
            spec, plan, '(' ~ curate_judged(spec, typed) ~ ') as judged'
        ) }}
        {%- if plan.has_base %}
        union all
        {{ curate_said(spec, plan, plan.this, is_base=true) }}
        {%- endif %}
    ) as said
    {%- if plan.fulls or plan.slices or spec.archived_when %}
    left join ({{ curate_moments(spec, plan) }}) as moments
        on
            said.row_time = moments.row_time
            {%- if 'slice' in spec.kinds %}
            and said.slice_value = moments.slice_value
            {%- endif %}
    {%- endif %}
),

walked as (
    {{ curate_walked(spec, plan, 'select * from said') }}
),

ranked as (
    {{ curate_ranked(spec, plan, 'select * from walked') }}
),

covered as (
    {{ curate_covered(spec, plan, 'select * from ranked') }}
),

stretched as (
    {{ curate_stretched(spec, plan, 'select * from covered') }}
),

versioned as (
    {{ curate_versioned(spec, plan, 'select * from stretched') }}
)

select
    batches.batch_id,
    versioned.row_no,
    versioned.row_time,
    {%- for key in spec.key %}
    versioned.{{ key }},
    {%- endfor %}
    case
        when versioned.settled is not null then versioned.settled
        when versioned.is_delete then 'closing'
        when versioned.begins then 'new'
        else 'unchanged'
    end as category,
    winners.batch_id as winner_batch_id,
    versioned.winner_row_no,
    coalesce(versioned.start_at, versioned.row_time) as start_at,
    versioned.end_at,
    versioned.has_fault,
    versioned.is_out_of_order,
    {%- for column in plan.extras %}
    nullif(versioned.filled__{{ column.name }}, chr(31) || chr(28))
        as filled__{{ column.name }},
    {%- endfor %}
    versioned.row_count
from versioned
left join ({{ curate_batches(plan) }}) as batches
    on versioned.batch_no = batches.batch_no
left join ({{ curate_batches(plan) }}) as winners
    on versioned.winner_batch_no = winners.batch_no
{% endmacro %}
