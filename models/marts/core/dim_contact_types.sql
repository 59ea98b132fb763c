{# One row per kind of contact; unknown and not applicable are two more. #}
with

contact_types as (
    select * from {{ ref('int_contact_types_listed') }}
),

members as (
    select
        contact_type_id,
        contact_type_code,
        contact_type_name,
        is_attendance,
        is_national_standards,
        has_hours_credited,
        is_rehabilitation_activity,
        is_outcome_expected,
        is_selectable
    from contact_types
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as contact_type_id,
        {{ member }} as contact_type_code,
        {{ member }} as contact_type_name,
        cast(null as boolean) as is_attendance,
        cast(null as boolean) as is_national_standards,
        cast(null as boolean) as has_hours_credited,
        cast(null as boolean) as is_rehabilitation_activity,
        cast(null as boolean) as is_outcome_expected,
        cast(null as boolean) as is_selectable
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key(['contact_type_id']) }} as contact_type_key,
        contact_type_id,
        contact_type_code,
        contact_type_name,
        is_attendance,
        is_national_standards,
        has_hours_credited,
        is_rehabilitation_activity,
        is_outcome_expected,
        is_selectable
    from members
)

select * from final
