{# One row per live allocation of an event of Delius. #}
with

allocations as (
    {{ as_at_mask(ref('delius__order_manager')) }}
),

final as (
    select
        order_manager_id,
        event_id,
        allocation_date,
        end_date as allocation_end_date,
        allocation_team_id as team_id,
        probation_area_id,
        allocation_reason_id,
        transfer_reason_id,
        active_flag = 1 as is_active,
        mojap_start_datetime as stated_at
    from allocations
    where mojap_current_record
)

select * from final
