{# One row per person supervised at a month's end, with team, stage and age. #}
with

caseload as (
    select * from {{ ref('int_caseload_orders_counted') }}
),

allocations as (
    select * from {{ ref('int_order_allocations_sequenced') }}
),

stages as (
    select * from {{ ref('int_custody_stages_sequenced') }}
),

age_bands as (
    select * from {{ ref('age_bands') }}
),

aged as (
    select
        *,
        {{ age_at('birth_date', 'month_end_date') }} as age_at_month_end
    from caseload
),

final as (
    select
        {{ generate_surrogate_key([
            'aged.person_id', ('aged.month_end_date', 'date'),
        ]) }} as caseload_key,
        aged.month_end_date,
        aged.person_id,
        aged.supervision_spell_key,
        aged.order_id,
        aged.order_kind,
        coalesce(stages.supervision_stage, {{ not_applicable_member() }})
            as supervision_stage,
        aged.order_count,
        coalesce(allocations.probation_team_id, {{ unknown_member() }})
            as probation_team_id,
        aged.age_at_month_end,
        coalesce(age_bands.age_band, {{ unknown_member() }}) as age_band_id
    from aged
    left outer join allocations
        on
            aged.event_id = allocations.event_id
            and aged.month_end_date >= allocations.from_date
            and aged.month_end_date < allocations.until_date
    left outer join stages
        on
            aged.order_id = stages.order_id
            and aged.month_end_date >= stages.from_date
            and aged.month_end_date < stages.until_date
    left outer join age_bands
        on
            aged.age_at_month_end >= age_bands.from_age
            and aged.age_at_month_end < age_bands.to_age
)

select * from final
