{# One row per completed assessment of risk. #}
with

assessments as (
    select * from {{ ref('int_assessments_identified') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

keyed as (
    select
        assessments.assessment_key,
        assessments.order_id,
        assessments.person_id,
        persons.person_key,
        assessments.assessment_layer,
        assessments.begun_date,
        assessments.completed_date,
        assessments.completed_at,
        assessments.voided_date,
        cast(assessments.ogrs3_1year_percent as integer)
            as ogrs3_1year_percent,
        cast(assessments.ogrs3_2year_percent as integer)
            as ogrs3_2year_percent,
        assessments.ogrs3_level,
        cast(assessments.ogp_2year_percent as integer) as ogp_2year_percent,
        cast(assessments.ovp_2year_percent as integer) as ovp_2year_percent,
        assessments.rsr_percent,
        assessments.rsr_level,
        assessments.rosh_level,
        {{ age_at('assessments.birth_date', 'assessments.completed_date') }}
            as age_at_completion,
        assessments.identified_by,
        assessments.is_latest,
        assessments.is_completion_inferred,
        assessments.is_repeated_hour,
        assessments.is_missing_hour
    from assessments
    left outer join persons
        on
            assessments.person_id = persons.person_id
            and {{ in_force('persons', 'assessments.completed_date') }}
),

final as (
    {{ rewritten_rows('keyed', key='assessment_key') }}
)

select * from final
