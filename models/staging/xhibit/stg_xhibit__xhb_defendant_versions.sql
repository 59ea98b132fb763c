{# One row per version of one defendant of one court centre. #}
with

defendants as (
    {{ as_at_mask(ref('xhibit__xhb_defendant')) }}
),

final as (
    select
        defendant_id,
        court_id,
        first_name,
        middle_name,
        surname as last_name,
        date_of_birth as birth_date,
        gender as sex_code,
        is_company = 'Y' as is_company,
        ethnicity_self_defined as ethnicity_code,
        case_disposed_date,
        mojap_start_datetime as stated_at,
        mojap_end_datetime as stated_until,
        mojap_current_record as is_current
    from defendants
)

select * from final
