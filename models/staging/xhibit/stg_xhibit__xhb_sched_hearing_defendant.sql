{# One row per live defendant at one day of a hearing. #}
with

appearances as (
    {{ as_at_mask(ref('xhibit__xhb_sched_hearing_defendant')) }}
),

final as (
    select
        sched_hear_def_id as scheduled_hearing_defendant_id,
        scheduled_hearing_id,
        defendant_on_case_id,
        case_disposed_date,
        mojap_start_datetime as stated_at
    from appearances
    where mojap_current_record
)

select * from final
