{# One row per version of a NOMIS offence code. #}
with

offences as (
    {{ as_at_mask(ref('nomis__offences')) }}
),

final as (
    select
        offence_code,
        statute_code,
        description as offence_name,
        ho_code as home_office_code,
        severity_ranking,
        active_flag = 'Y' as is_active,
        expiry_date,
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from offences
)

select * from final
