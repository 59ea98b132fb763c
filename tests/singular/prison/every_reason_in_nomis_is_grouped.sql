{{ config(severity='warn') }}
{#
    Guards that people have said what each reason of NOMIS amounts to.
    Matters when NOMIS gains a reason: its movements count as unknown, so a new
    kind of recall would be a plain reception.
    To resolve: add the reason to seeds/movement_reason_groups.csv.
#}
with

reasons as (
    select * from {{ ref('stg_nomis__movement_reasons') }}
),

reason_groups as (
    select * from {{ ref('movement_reason_groups') }}
),

final as (
    select
        reasons.movement_type_code,
        reasons.movement_reason_code
    from reasons
    left outer join reason_groups
        on
            reasons.movement_type_code = reason_groups.movement_type_code
            and reasons.movement_reason_code
            = reason_groups.movement_reason_code
    where reason_groups.movement_reason_id is null and reasons.is_active
)

select * from final
