{{ config(severity='warn') }}
{#
    Guards that people have said what each type of disposal in Delius is.
    Matters when Delius gains a type: its orders count as unknown, and as the
    main one only where there is no other.
    To resolve: add the type to seeds/order_kinds.csv.
#}
with

disposal_types as (
    select * from {{ ref('stg_delius__r_disposal_type') }}
),

order_kinds as (
    select * from {{ ref('order_kinds') }}
),

final as (
    select
        disposal_types.disposal_type_code,
        disposal_types.disposal_type_name
    from disposal_types
    left outer join order_kinds
        on disposal_types.disposal_type_code = order_kinds.disposal_type_code
    where order_kinds.order_kind is null
)

select * from final
