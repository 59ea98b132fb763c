{# One row per completed assessment, with its levels of risk in words. #}
with

assessments as (
    select * from {{ ref('stg_oasys__oasys_set') }}
    where assessment_status_code = 'COMPLETE'
),

risk_levels as (
    select * from {{ ref('risk_levels') }}
),

final as (
    select
        assessments.assessment_id,
        assessments.assessment_group_id,
        assessments.event_number,
        case assessments.layer_code
            when 'LAYER1' then 'short'
            when 'LAYER2' then 'standard'
            when 'LAYER3' then 'full'
            else {{ unknown_member() }}
        end as assessment_layer,
        assessments.begun_date,
        assessments.completed_at,
        {# Complete, but no day given: that on which we heard of it. #}
        cast(coalesce(
            assessments.completed_at_local, assessments.stated_at
        ) as date) as completed_date,
        assessments.completed_at is null as is_completion_inferred,
        assessments.is_repeated_hour,
        assessments.is_missing_hour,
        assessments.voided_date,
        assessments.ogrs3_1year_percent,
        assessments.ogrs3_2year_percent,
        coalesce(ogrs3_levels.risk_level, {{ unknown_member() }})
            as ogrs3_level,
        assessments.ogp_2year_percent,
        assessments.ovp_2year_percent,
        assessments.rsr_percent,
        coalesce(rsr_levels.risk_level, {{ unknown_member() }}) as rsr_level,
        coalesce(rosh_levels.risk_level, {{ unknown_member() }}) as rosh_level
    from assessments
    left outer join risk_levels as ogrs3_levels
        on assessments.ogrs3_band_code = ogrs3_levels.risk_level_code
    left outer join risk_levels as rsr_levels
        on assessments.rsr_band_code = rsr_levels.risk_level_code
    left outer join risk_levels as rosh_levels
        on assessments.rosh_level_code = rosh_levels.risk_level_code
)

select * from final
