{# One row per outcome that a contact may have, with what it amounts to. #}
with

outcome_types as (
    select * from {{ ref('stg_delius__r_contact_outcome_type') }}
),

outcome_kinds as (
    select * from {{ ref('contact_outcome_kinds') }}
),

final as (
    select
        outcome_types.contact_outcome_type_id,
        coalesce(outcome_kinds.outcome_kind, {{ unknown_member() }})
            as outcome_kind,
        outcome_types.is_attended,
        outcome_types.is_complied
    from outcome_types
    left outer join outcome_kinds
        on
            outcome_types.contact_outcome_type_code
            = outcome_kinds.contact_outcome_code
)

select * from final
