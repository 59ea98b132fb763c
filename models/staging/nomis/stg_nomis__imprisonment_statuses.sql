{# One row per live NOMIS code of a legal status. #}
with

statuses as (
    {{ as_at_mask(ref('nomis__imprisonment_statuses')) }}
),

final as (
    select
        imprisonment_status_id,
        imprisonment_status as imprisonment_status_code,
        description as imprisonment_status_name,
        band_code,
        rank_value as status_rank,
        active_flag = 'Y' as is_active,
        expiry_date,
        mojap_start_datetime as stated_at
    from statuses
    where mojap_current_record
)

select * from final
