{# One row per reason of movement; not applicable is one more. #}
with

reasons as (
    select * from {{ ref('movement_reason_groups') }}
),

members as (
    select
        movement_reason_id,
        movement_type_code,
        movement_reason_code,
        movement_reason_name,
        reason_group
    from reasons

    union all

    select
        {{ not_applicable_member() }} as movement_reason_id,
        {{ not_applicable_member() }} as movement_type_code,
        {{ not_applicable_member() }} as movement_reason_code,
        {{ not_applicable_member() }} as movement_reason_name,
        {{ not_applicable_member() }} as reason_group
),

final as (
    select
        {{ generate_surrogate_key(
            ['movement_reason_id']
        ) }} as movement_reason_key,
        movement_reason_id,
        movement_type_code,
        movement_reason_code,
        movement_reason_name,
        reason_group
    from members
)

select * from final
