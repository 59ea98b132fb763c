{# One row per live defendant of one court centre. #}
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
        mojap_start_datetime as stated_at
    from defendants
    where mojap_current_record
)

select * from final
