{# One row per stage of a custodial order, none of them overlapping. #}
with

orders as (
    select * from {{ ref('int_supervision_spells_opened') }}
    where order_kind = 'custody'
),

releases as (
    select * from {{ ref('int_releases_resolved') }}
    where not is_temporary
),

recalls as (
    select * from {{ ref('int_recalls_assembled') }}
),

changes as (
    select
        order_id,
        cast({{ first_valid_from() }} as date) as from_date,
        'before release' as supervision_stage,
        0 as stage_rank
    from orders

    union all

    select
        orders.order_id,
        releases.release_date as from_date,
        'after release' as supervision_stage,
        1 as stage_rank
    from orders
    inner join releases
        on orders.disposal_id = releases.disposal_id

    union all

    select
        order_id,
        recall_date as from_date,
        'recalled' as supervision_stage,
        2 as stage_rank
    from recalls
),

{# Of one day, what comes last: a recall after the release that it ends. #}
daily as (
    select
        order_id,
        from_date,
        max_by(supervision_stage, stage_rank) as supervision_stage
    from changes
    group by order_id, from_date
),

final as (
    select
        order_id,
        supervision_stage,
        from_date,
        lead(from_date, 1, cast({{ open_end() }} as date)) over (
            partition by order_id
            order by from_date
        ) as until_date
    from daily
)

select * from final
