{# One row per live kind of contact of Delius. #}
with

contact_types as (
    {{ as_at_mask(ref('delius__r_contact_type')) }}
),

final as (
    select
        contact_type_id,
        code as contact_type_code,
        description as contact_type_name,
        attendance_contact = 'Y' as is_attendance,
        national_standards_contact = 'Y' as is_national_standards,
        recorded_hours_credited = 'Y' as has_hours_credited,
        rar_activity = 'Y' as is_rehabilitation_activity,
        contact_outcome_flag = 'Y' as is_outcome_expected,
        selectable = 'Y' as is_selectable,
        mojap_start_datetime as stated_at
    from contact_types
    where mojap_current_record
)

select * from final
