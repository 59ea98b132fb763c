{# One row per live outcome of contacts of Delius. #}
with

outcome_types as (
    {{ as_at_mask(ref('delius__r_contact_outcome_type')) }}
),

final as (
    select
        contact_outcome_type_id,
        code as contact_outcome_type_code,
        description as contact_outcome_type_name,
        outcome_attendance = 'Y' as is_attended,
        outcome_compliant_acceptable = 'Y' as is_complied,
        enforceable = 'Y' as is_enforceable,
        action_required = 'Y' as is_action_required,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at
    from outcome_types
    where mojap_current_record
)

select * from final
