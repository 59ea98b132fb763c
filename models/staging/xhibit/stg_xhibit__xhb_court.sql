{# One row per live Crown Court centre. #}
with

courts as (
    {{ as_at_mask(ref('xhibit__xhb_court')) }}
),

final as (
    select
        court_id,
        crest_court_id as crown_court_code,
        court_name,
        display_name,
        short_name,
        court_type as court_type_code,
        circuit as circuit_name,
        in_service_flag = 'Y' as is_in_service,
        cpp_court = 'Y' as is_on_common_platform,
        obs_ind = 'Y' as is_obsolete,
        mojap_start_datetime as stated_at
    from courts
    where mojap_current_record
)

select * from final
