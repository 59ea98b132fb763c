{# One row per live requirement, with whether, when and how it ended. #}
with

requirements as (
    select * from {{ ref('stg_delius__rqmnt') }}
),

requirement_types as (
    select * from {{ ref('int_requirement_types_resolved') }}
),

reference_codes as (
    select * from {{ ref('stg_delius__r_standard_reference_list') }}
),

end_kinds as (
    select * from {{ ref('supervision_end_kinds') }}
    where record_kind = 'requirement'
),

resolved as (
    select
        requirements.*,
        coalesce(
            requirement_types.requirement_type_id, {{ unknown_member() }}
        ) as listed_type_id,
        requirement_types.requirement_type_code,
        coalesce(end_kinds.end_kind, {{ unknown_member() }}) as end_kind,
        {# The flag decides: one put back in force may keep its end. #}
        coalesce(
            requirements.is_active, requirements.termination_date is null
        ) as is_open,
        case
            when requirements.termination_date < requirements.imposed_date
                then null
            else requirements.termination_date
        end as stated_end_date
    from requirements
    left outer join requirement_types
        on
            {{ canonical_text('requirements.requirement_type_id', 'bigint') }}
            = requirement_types.requirement_type_id
    left outer join reference_codes
        on requirements.termination_reason_id = reference_codes.reference_id
    left outer join end_kinds
        on reference_codes.reference_code = end_kinds.reason_code
),

final as (
    select
        requirement_id,
        disposal_id,
        offender_id,
        listed_type_id as requirement_type_id,
        coalesce(
            requirement_type_code = 'W', false
        ) as is_unpaid_work,
        requirement_length,
        imposed_date,
        commenced_date,
        expected_end_date,
        case when not is_open then stated_end_date end as termination_date,
        case
            when is_open then {{ not_applicable_member() }}
            else end_kind
        end as termination_kind,
        attendance_count,
        rehabilitation_day_count,
        is_open,
        not is_open and stated_end_date is null as is_end_missing
    from resolved
)

select * from final
