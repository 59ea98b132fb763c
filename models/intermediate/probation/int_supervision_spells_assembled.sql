{# One row per continuous supervision of a person. #}
with

orders as (
    select * from {{ ref('int_supervision_spells_placed') }}
),

final as (
    select
        supervision_spell_key,
        person_id,
        birth_date,
        spell_number,
        max(case when is_main_order then order_id end) as main_order_id,
        max(case when is_main_order then order_kind end) as main_order_kind,
        max(case when order_number = 1 then first_team_id end)
            as first_team_id,
        max(case when is_latest_allocated then latest_team_id end)
            as latest_team_id,
        max(latest_allocation_date) as latest_allocation_date,
        min(start_date) as start_date,
        {# Open while one of its orders is. #}
        case
            when count(termination_date) = count(*) then max(termination_date)
        end as end_date,
        count(*) as order_count,
        count(termination_date) < count(*) as is_open
    from orders
    group by supervision_spell_key, person_id, birth_date, spell_number
)

select * from final
