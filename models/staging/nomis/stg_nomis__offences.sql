{# One row per live NOMIS offence code. #}
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
        mojap_start_datetime as stated_at
    from offences
    where mojap_current_record
)

select * from final
