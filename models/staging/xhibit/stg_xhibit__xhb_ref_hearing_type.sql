{# One row per live hearing type of one court. #}
with

hearing_types as (
    {{ as_at_mask(ref('xhibit__xhb_ref_hearing_type')) }}
),

final as (
    select
        ref_hearing_type_id as hearing_type_id,
        hearing_type_code,
        hearing_type_desc as hearing_type_name,
        category as case_type_code,
        court_id,
        obs_ind = 'Y' as is_obsolete,
        mojap_start_datetime as stated_at
    from hearing_types
    where mojap_current_record
)

select * from final
