{# One row per live hearing of a case. #}
with

hearings as (
    {{ as_at_mask(ref('xhibit__xhb_hearing')) }}
),

final as (
    select
        hearing_id,
        case_id,
        ref_hearing_type_id as hearing_type_id,
        court_id,
        hearing_start_date,
        hearing_end_date,
        case_disposed_date,
        mojap_start_datetime as stated_at
    from hearings
    where mojap_current_record
)

select * from final
