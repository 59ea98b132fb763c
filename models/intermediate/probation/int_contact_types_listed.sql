{# One row per kind of contact with a person on probation. #}
with

contact_types as (
    select * from {{ ref('stg_delius__r_contact_type') }}
),

final as (
    select
        {{ canonical_text('contact_type_id', 'bigint') }} as contact_type_id,
        contact_type_code,
        contact_type_name,
        is_attendance,
        is_national_standards,
        has_hours_credited,
        is_rehabilitation_activity,
        is_outcome_expected,
        is_selectable
    from contact_types
)

select * from final
