"""What happened in probation: orders, requirements, recalls, spells and the caseload."""

from __future__ import annotations

from facts import Fact

OF_DELIUS = "(select * from persons where system = 'delius') as persons"
# As the truth has it, so far as it was written down before the end of the window.
WRITTEN = f"""
select
    block, case_no, person_id, disposal_id, starts_on,
    case kind
        when 'custody' then 'custody' when 'community' then 'community order'
        else 'suspended sentence order'
    end as kind,
    expected_end_on + case when end_put_later_at < $until then 7 else 0 end as expected_end_on,
    case when end_written_at < $until then ended_on end as ended_on,
    case
        when end_written_at is null or end_written_at >= $until then 'not applicable'
        when end_reason = 'death' then 'died'
        when end_reason = 'good progress' then 'revoked for progress'
        when end_reason = 'breach' and kind = 'suspended' then 'activated'
        when end_reason = 'breach' then 'revoked after breach'
        when end_reason = 'unpaid work' then 'completed late'
        else 'expired'
    end as end_kind
from true_orders left join {OF_DELIUS} using (block, person)
where written_at < $until
"""
# Whose case a built row is, by its order.
OF_ORDERS = """
    left join intermediate.int_orders_identified using (order_id)
    left join true_orders using (disposal_id)
"""

ORDERS = Fact(
    name="orders",
    true=f"""
        select block, case_no, person_id, starts_on, kind, expected_end_on, ended_on, end_kind
        from ({WRITTEN})
    """,
    built="""
        select
            block, case_no, person_id, start_date, order_kind, expected_end_date, termination_date,
            termination_kind
        from probation.fct_orders
        join intermediate.int_orders_identified using (order_id)
        left join true_orders using (disposal_id)
    """,
    feeds={"delius.disposal": 2, "delius.event": 1},
    codes="""
        select 'delius.r_disposal_type' as source_table, disposal_type_id as item, block, case_no
        from staging.stg_delius__disposal join true_orders using (disposal_id)
        union all
        select 'delius.r_standard_reference_list', termination_reason_id, block, case_no
        from staging.stg_delius__disposal join true_orders using (disposal_id)
    """,
)

REQUIREMENTS = Fact(
    name="requirements",
    true=f"""
        select
            block, case_no, person_id, requirement_type_id, imposed_on,
            case when commencement_written_at < $until then commenced_on end as commenced_on,
            expected_end_on, case when end_written_at < $until then ended_on end as ended_on,
            case
                when end_written_at is null or end_written_at >= $until then 'not applicable'
                when end_reason = 'death' then 'died'
                when end_reason = 'with the order' then 'revoked with the order'
                when end_reason = 'not done' then 'not completed'
                else 'completed'
            end as end_kind
        from true_requirements left join {OF_DELIUS} using (block, person)
        where written_at < $until and not is_mistake
    """,
    built=f"""
        select
            block, case_no, facts.person_id, requirement_type_id, imposed_date, commenced_date,
            expected_end_date, termination_date, termination_kind
        from probation.fct_requirements as facts
        join core.dim_requirement_types using (requirement_type_key)
        {OF_ORDERS}
    """,
    feeds={"delius.rqmnt": 8, "delius.disposal": 2},
    codes="""
        select
            'delius.r_rqmnt_type_main_category' as source_table, requirement_type_id as item,
            block, case_no
        from staging.stg_delius__rqmnt join true_orders using (disposal_id)
        union all
        select 'delius.r_standard_reference_list', termination_reason_id, block, case_no
        from staging.stg_delius__rqmnt join true_orders using (disposal_id)
    """,
)

RECALLS = Fact(
    name="recalls",
    true=f"""
        select block, case_no, person_id, recalled_on, released_on
        from true_recalls left join {OF_DELIUS} using (block, person)
        where written_at < $until
    """,
    built=f"""
        select block, case_no, facts.person_id, recall_date, release_date
        from probation.fct_recalls as facts
        {OF_ORDERS}
    """,
    feeds={"delius.recall": 10, "delius.release": 20, "delius.custody": 1, "delius.disposal": 2},
)

# Both ends of an order are days of supervision; an order from the day after the last one's end
# leaves no gap.
SPELLS = Fact(
    name="supervision spells",
    true=f"""
        with orders as (
            select person_id, starts_on, ended_on, max(coalesce(ended_on, '9999-01-01')) over (
                partition by person_id order by starts_on, disposal_id
                rows between unbounded preceding and 1 preceding
            ) as until_on, disposal_id
            from ({WRITTEN})
        ),

        numbered as (
            select *, sum(case when starts_on <= until_on + 1 then 0 else 1 end) over (
                partition by person_id order by starts_on, disposal_id
            ) as number
            from orders
        )

        select
            null::integer as block, null::bigint as case_no, person_id, min(starts_on) as starts_on,
            case when count(ended_on) = count(*) then max(ended_on) end as ended_on,
            count(*)::integer as orders
        from numbered
        group by person_id, number
    """,
    built="""
        select null::integer, null::bigint, person_id, start_date, end_date, order_count
        from probation.fct_supervision_spells
    """,
    feeds=ORDERS.feeds,
    codes=ORDERS.codes,
)

CASELOAD = Fact(
    name="caseload",
    true=f"""
        select
            null::integer as block, null::bigint as case_no, person_id, month_end_date,
            count(*)::integer as orders,
            min_by(kind, case kind when 'custody' then 1 when 'community order' then 3 else 2 end)
        from ({WRITTEN})
        join (select distinct month_end_date from probation.fct_caseload_monthly)
            on month_end_date between starts_on and coalesce(ended_on, month_end_date)
        group by person_id, month_end_date
    """,
    built="""
        select null::integer, null::bigint, person_id, month_end_date, order_count, order_kind
        from probation.fct_caseload_monthly
    """,
    feeds=ORDERS.feeds,
    codes=ORDERS.codes,
)

FACTS = (ORDERS, REQUIREMENTS, RECALLS, SPELLS, CASELOAD)
