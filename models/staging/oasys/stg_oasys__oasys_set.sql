{# One live assessment. #}
with

assessments as (
    {{ as_at_mask(ref('oasys__oasys_set')) }}
),

final as (
    select
        cast(oasys_set_pk as bigint) as assessment_id,
        cast(oasys_assessment_group_pk as bigint) as assessment_group_id,
        cms_event_number as event_number,
        ref_ass_version_code as layer_code,
        assessment_status_elm as assessment_status_code,
        purpose_assessment_elm as purpose_code,
        initiation_date as begun_date,
        date_completed as completed_at_local,
        {{ local_to_utc('date_completed') }} as completed_at,
        {{ is_repeated_hour('date_completed') }} as is_repeated_hour,
        {{ is_missing_hour('date_completed') }} as is_missing_hour,
        assessment_voided_date as voided_date,
        ogrs3_1year as ogrs3_1year_percent,
        ogrs3_2year as ogrs3_2year_percent,
        ogrs3_risk_recon_elm as ogrs3_band_code,
        ogp_2year as ogp_2year_percent,
        ovp_2year as ovp_2year_percent,
        rsr_percentage_score as rsr_percent,
        rsr_risk_recon_elm as rsr_band_code,
        rosh_level_elm as rosh_level_code,
        mojap_start_datetime as stated_at
    from assessments
    where mojap_current_record
)

select * from final
