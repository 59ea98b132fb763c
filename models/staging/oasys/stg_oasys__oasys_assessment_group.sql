{# One live group of assessments. #}
with

assessment_groups as (
    {{ as_at_mask(ref('oasys__oasys_assessment_group')) }}
),

final as (
    select
        cast(oasys_assessment_group_pk as bigint) as assessment_group_id,
        cast(offender_pk as bigint) as oasys_offender_id,
        cms_prob_number as crn,
        cms_pris_number as noms_number,
        pnc as pnc_number,
        family_name as last_name,
        forename_1 as first_name,
        date_of_birth as birth_date,
        historic_status_elm as group_status_code,
        assessment_date_closed as closed_date,
        mojap_start_datetime as stated_at
    from assessment_groups
    where mojap_current_record
)

select * from final
