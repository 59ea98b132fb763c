{# One row per live additional offence of Delius. #}
with

offences as (
    {{ as_at_mask(ref('delius__additional_offence')) }}
),

final as (
    select
        additional_offence_id,
        event_id,
        offence_id,
        offence_date,
        offence_count,
        mojap_start_datetime as stated_at
    from offences
    where mojap_current_record
)

select * from final
