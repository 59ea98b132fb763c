{# One row per live order, with its kind and whether, when and how it ended. #}
with

disposals as (
    select * from {{ ref('stg_delius__disposal') }}
),

disposal_types as (
    select * from {{ ref('stg_delius__r_disposal_type') }}
),

order_kinds as (
    select * from {{ ref('order_kinds') }}
),

reference_codes as (
    select * from {{ ref('stg_delius__r_standard_reference_list') }}
),

end_kinds as (
    select * from {{ ref('supervision_end_kinds') }}
    where record_kind = 'order'
),

resolved as (
    select
        disposals.*,
        coalesce(order_kinds.order_kind, {{ unknown_member() }}) as order_kind,
        coalesce(
            order_kinds.disposal_class, {{ unknown_member() }}
        ) as disposal_class,
        coalesce(order_kinds.kind_rank, 9) as kind_rank,
        coalesce(end_kinds.end_kind, {{ unknown_member() }}) as end_kind,
        {# The flag decides: an order put back in force may keep its end. #}
        coalesce(
            disposals.is_active, disposals.termination_date is null
        ) as is_open,
        case
            when disposals.termination_date >= disposals.disposal_date
                then disposals.termination_date
        end as stated_end_date,
        cast(disposals.stated_at as date) as stated_date,
        coalesce(
            disposals.entered_expected_end_date, disposals.expected_end_date
        ) as due_date
    from disposals
    left outer join disposal_types
        on disposals.disposal_type_id = disposal_types.disposal_type_id
    left outer join order_kinds
        on disposal_types.disposal_type_code = order_kinds.disposal_type_code
    left outer join reference_codes
        on disposals.termination_reason_id = reference_codes.reference_id
    left outer join end_kinds
        on reference_codes.reference_code = end_kinds.reason_code
),

{# Ended, but no day given: when due, at the latest when we heard. #}
inferred as (
    select
        *,
        case
            when due_date < disposal_date then disposal_date
            when due_date < stated_date then due_date
            else stated_date
        end as inferred_end_date
    from resolved
),

final as (
    select
        disposal_id,
        order_kind,
        disposal_class,
        kind_rank,
        disposal_date as start_date,
        due_date as expected_end_date,
        length_in_days as sentence_days,
        has_unpaid_work,
        is_open,
        not is_open and stated_end_date is null as is_end_inferred,
        case
            when not is_open then coalesce(stated_end_date, inferred_end_date)
        end as termination_date,
        case
            when is_open then {{ not_applicable_member() }}
            else end_kind
        end as termination_kind
    from inferred
)

select * from final
