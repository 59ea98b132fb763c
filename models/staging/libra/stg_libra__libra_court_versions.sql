{# One row per version of one magistrates' court. #}
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
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from courts
)

select * from final
