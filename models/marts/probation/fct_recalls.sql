{# One row per recall to custody, with the release that it ended. #}
with

recalls as (
    select * from {{ ref('int_recalls_assembled') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

prisons as (
    select * from {{ ref('dim_prisons') }}
),

units as (
    select * from {{ ref('dim_probation_units') }}
),

keyed as (
    select
        recalls.recall_key,
        recalls.order_id,
        recalls.person_id,
        persons.person_key,
        units.probation_unit_key,
        recalls.recall_date,
        recalls.recall_reason_id,
        recalls.release_date,
        recalls.release_kind,
        prisons.prison_key as release_prison_key,
        cast(
            case
                when not recalls.is_before_release
                    then {{ days_between(
                        'recalls.release_date', 'recalls.recall_date'
                    ) }}
            end as integer
        ) as days_on_licence,
        {{ age_at('recalls.birth_date', 'recalls.recall_date') }}
            as age_at_recall,
        recalls.is_release_missing,
        recalls.is_before_release
    from recalls
    left outer join persons
        on
            recalls.person_id = persons.person_id
            and {{ in_force('persons', 'recalls.recall_date') }}
    left outer join prisons
        on
            recalls.prison_id = prisons.prison_id
            and {{ in_force(
                'prisons',
                'coalesce(recalls.release_date, recalls.recall_date)',
            ) }}
    left outer join units
        on
            recalls.probation_team_id = units.probation_team_id
            and {{ in_force('units', 'recalls.recall_date') }}
),

final as (
    {{ rewritten_rows('keyed', key='recall_key') }}
)

select * from final
