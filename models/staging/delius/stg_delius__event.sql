{# One row per live event of Delius. #}
with

events as (
    {{ as_at_mask(ref('delius__event')) }}
),

final as (
    select
        event_id,
        offender_id,
        event_number,
        referral_date,
        conviction_date,
        court_id,
        consecutive_to_event_id,
        concurrent_with_event_id,
        in_breach = 1 as is_in_breach,
        breach_end as breach_end_date,
        ftc_count as failure_to_comply_count,
        active_flag = 1 as is_active,
        mojap_start_datetime as stated_at
    from events
    where mojap_current_record
)

select * from final
