{# One row per replayed batch: its rows by category, each counted; and the versions that the history has of it. #}
{% macro curate_reconciliation(spec, plan, work, history, exceptions) %}
select
    batches.batch_id,
    batches.kind,
    batches.slice,
    case when batches.held is null then 'in force' else 'held' end as standing,
    batches.held as held_because,
    batches.min_time,
    batches.max_time,
    batches.landed_rows,
    {%- for category in ['held', 'rejected', 'duplicate', 'contradiction',
        'superseded', 'closing', 'unchanged', 'new'] %}
    cast(coalesce(counts.{{ category }}_rows, 0) as bigint)
        as {{ category }}_rows,
    {%- endfor %}
    cast(coalesce(begun.versions, 0) as bigint) as begun_versions,
    cast(coalesce(counts.faulty_rows, 0) as bigint) as faulty_rows,
    cast(coalesce(counts.out_of_order_rows, 0) as bigint)
        as out_of_order_rows,
    batches.distinct_keys,
    '{{ spec.hash }}' as contract_hash
from (
    select *
    from {{ curate_plan_rows(plan) }}
) as batches
left join (
    select
        batch_id,
        {%- for category in ['held', 'rejected', 'duplicate',
            'contradiction', 'superseded', 'closing', 'unchanged', 'new'] %}
        sum(case when category = '{{ category }}' then row_count end)
            as {{ category }}_rows,
        {%- endfor %}
        sum(case when has_fault then row_count end) as faulty_rows,
        sum(case when is_out_of_order then row_count end)
            as out_of_order_rows
    from (
        select
            batch_id,
            category,
            has_fault,
            is_out_of_order,
            row_count
        from {{ work }}
        {%- if plan.held %}
        union all
        select
            batch_id,
            category,
            false as has_fault,
            false as is_out_of_order,
            1 as row_count
        from {{ exceptions }}
        where category = 'held'
        {%- endif %}
    ) as counted
    group by batch_id
) as counts
    on batches.batch_id = counts.batch_id
left join (
    select
        mojap_batch_id as batch_id,
        count(*) as versions
    from {{ history }}
    {%- if plan.horizon %}
    where mojap_start_datetime >= timestamp '{{ plan.horizon }}'
    {%- endif %}
    group by mojap_batch_id
) as begun
    on batches.batch_id = begun.batch_id
{% endmacro %}
