{# One row per completed assessment, with its person and the order. #}
with

assessments as (
    select * from {{ ref('int_assessments_scored') }}
),

assessment_groups as (
    select * from {{ ref('int_assessment_groups_identified') }}
),

persons as (
    select * from {{ ref('int_persons_versioned') }}
    where valid_to = {{ open_end() }}
),

numbered as (
    select * from {{ ref('int_order_numbers_listed') }}
),

owned as (
    select
        assessments.*,
        coalesce(assessment_groups.person_id, {{ unknown_member() }})
            as person_id,
        coalesce(assessment_groups.identified_by, {{ unknown_member() }})
            as identified_by
    from assessments
    left outer join assessment_groups
        on
            assessments.assessment_group_id
            = assessment_groups.assessment_group_id
),

final as (
    select
        {{ generate_surrogate_key([
            "'oasys'",
            ('owned.assessment_id', 'bigint'),
        ]) }} as assessment_key,
        coalesce(numbered.order_id, {{ unknown_member() }}) as order_id,
        owned.person_id,
        persons.birth_date,
        owned.identified_by,
        owned.assessment_layer,
        owned.begun_date,
        owned.completed_date,
        owned.completed_at,
        owned.is_completion_inferred,
        owned.is_repeated_hour,
        owned.is_missing_hour,
        owned.voided_date,
        owned.ogrs3_1year_percent,
        owned.ogrs3_2year_percent,
        owned.ogrs3_level,
        owned.ogp_2year_percent,
        owned.ovp_2year_percent,
        owned.rsr_percent,
        owned.rsr_level,
        owned.rosh_level,
        {# The person's newest that is not void. #}
        owned.voided_date is null
        and owned.person_id <> {{ unknown_member() }}
        and row_number() over (
            partition by
                owned.person_id,
                case when owned.voided_date is null then 1 else 0 end
            order by
                coalesce(
                    owned.completed_at,
                    cast(owned.completed_date as timestamp(6))
                ) desc,
                owned.assessment_id desc
        ) = 1 as is_latest
    from owned
    left outer join numbered
        on
            owned.person_id = numbered.person_id
            and {{ canonical_text('owned.event_number', 'bigint') }}
            = numbered.event_number
    left outer join persons
        on owned.person_id = persons.person_id
)

select * from final
