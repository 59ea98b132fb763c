{# One row per live requirement of Delius. #}
with

requirements as (
    {{ as_at_mask(ref('delius__rqmnt')) }}
),

final as (
    select
        rqmnt_id as requirement_id,
        disposal_id,
        offender_id,
        rqmnt_type_main_category_id as requirement_type_id,
        rqmnt_type_sub_category_id as requirement_subtype_id,
        length as requirement_length,
        start_date as imposed_date,
        expected_start_date,
        commencement_date as commenced_date,
        expected_end_date,
        termination_date,
        rqmnt_termination_reason_id as termination_reason_id,
        attendance_count,
        rar_count as rehabilitation_day_count,
        active_flag = 1 as is_active,
        mojap_start_datetime as stated_at
    from requirements
    where mojap_current_record
)

select * from final
