{# One row per live magistrates' court. #}
with

courts as (
    {{ as_at_mask(ref('libra__libra_court')) }}
),

final as (
    select
        court_code,
        ou_code,
        court_name,
        lja_code as local_justice_area_code,
        lja_name as local_justice_area_name,
        closed_date,
        mojap_start_datetime as stated_at
    from courts
    where mojap_current_record
)

select * from final
