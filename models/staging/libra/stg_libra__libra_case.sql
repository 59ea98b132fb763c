{# One row per live magistrates' case. #}
with

cases as (
    {{ as_at_mask(ref('libra__libra_case')) }}
),

final as (
    select
        case_id,
        case_number,
        urn,
        court_code,
        jurisdiction as jurisdiction_code,
        initiation as initiation_code,
        prosecutor as prosecutor_code,
        received_date,
        first_hearing_date,
        mojap_start_datetime as stated_at
    from cases
    where mojap_current_record
)

select * from final
