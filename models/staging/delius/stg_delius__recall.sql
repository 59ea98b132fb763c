{# One row per live recall of Delius. #}
with

recalls as (
    {{ as_at_mask(ref('delius__recall')) }}
),

final as (
    select
        recall_id,
        release_id,
        offender_id,
        recall_date,
        recall_reason_id,
        mojap_start_datetime as stated_at
    from recalls
    where mojap_current_record
)

select * from final
