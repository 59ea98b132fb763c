{# One row per live order, with the spell of supervision that it is part of. #}
with

orders as (
    select * from {{ ref('int_orders_assembled') }}
),

followed as (
    select
        *,
        max(coalesce(termination_date, cast({{ open_end() }} as date))) over (
            partition by person_id
            order by start_date, order_id
            rows between unbounded preceding and 1 preceding
        ) as supervised_until,
        {# Custody first, then suspended, then community; then the longest. #}
        row_number() over (
            partition by person_id
            order by
                kind_rank asc,
                case when sentence_days is null then 0 else 1 end asc,
                sentence_days desc,
                order_id asc
        ) as precedence
    from orders
),

judged as (
    select
        *,
        {# An order from the day after the last one's end leaves no gap. #}
        coalesce(
            start_date > {{ add_days('supervised_until', 1) }}, true
        ) as is_opening
    from followed
),

final as (
    select
        order_id,
        disposal_id,
        event_id,
        person_id,
        birth_date,
        order_kind,
        first_team_id,
        latest_team_id,
        latest_allocation_date,
        start_date,
        termination_date,
        is_opening,
        cast(sum(case when is_opening then 1 else 0 end) over (
            partition by person_id
            order by start_date, order_id
            rows between unbounded preceding and current row
        ) as bigint) as spell_number,
        precedence
    from judged
)

select * from final
