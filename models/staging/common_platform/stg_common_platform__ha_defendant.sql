{# One live defendant at one hearing. #}
with

defendants as (
    {{ as_at_mask(ref('common_platform__ha_defendant')) }}
),

final as (
    select
        id as defendant_id,
        hearing_id,
        prosecution_case_id as case_id,
        master_defendant_id,
        first_name,
        last_name,
        date_of_birth as birth_date,
        gender as sex_code,
        self_defined_ethnicity_code,
        observed_ethnicity_code,
        p_nci_id as pnc_number,
        arrest_summons_number,
        leg_ent_org_id is not null as is_organisation,
        is_youth,
        bail_status_code,
        custody_time_limit as custody_time_limit_date,
        court_proceedings_initiated as proceedings_initiated_at,
        proceedingsconcluded as is_concluded,
        mojap_start_datetime as stated_at
    from defendants
    where mojap_current_record
)

select * from final
