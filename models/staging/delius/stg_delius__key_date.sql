{# One row per live key date of Delius. #}
with

key_dates as (
    {{ as_at_mask(ref('delius__key_date')) }}
),

final as (
    select
        key_date_id,
        custody_id,
        key_date_type_id,
        key_date,
        mojap_start_datetime as stated_at
    from key_dates
    where mojap_current_record
)

select * from final
