{# One row per class of disposal; not applicable is one more. #}
with

classes as (
    select * from {{ ref('disposal_classes') }}
),

members as (
    select
        disposal_class as disposal_id,
        disposal_class_name as disposal_name,
        outcome_kind,
        sentence_rank
    from classes

    union all

    select
        {{ not_applicable_member() }} as disposal_id,
        {{ not_applicable_member() }} as disposal_name,
        {{ not_applicable_member() }} as outcome_kind,
        cast(null as integer) as sentence_rank
),

final as (
    select
        {{ generate_surrogate_key(['disposal_id']) }} as disposal_key,
        disposal_id,
        disposal_name,
        outcome_kind,
        sentence_rank
    from members
)

select * from final
