{# One row per requirement of an order, from imposed to ended. #}
with

requirements as (
    select * from {{ ref('int_requirements_assembled') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

requirement_types as (
    select * from {{ ref('dim_requirement_types') }}
),

dated as (
    select
        *,
        {# Without a day of its own it takes the first version. #}
        coalesce(
            imposed_date, cast({{ first_valid_from() }} as date)
        ) as version_date
    from requirements
),

keyed as (
    select
        dated.requirement_key,
        dated.order_id,
        dated.person_id,
        persons.person_key,
        requirement_types.requirement_type_key,
        dated.imposed_date,
        dated.commenced_date,
        dated.expected_end_date,
        dated.termination_date,
        dated.termination_kind,
        cast(dated.requirement_length as integer) as requirement_length,
        cast(dated.attendance_count as integer) as attendance_count,
        cast(dated.rehabilitation_day_count as integer)
            as rehabilitation_day_count,
        cast(
            {{ days_between('dated.imposed_date', 'dated.termination_date') }}
            as integer
        ) as days_in_force,
        {{ age_at('dated.birth_date', 'dated.imposed_date') }}
            as age_at_imposition,
        dated.is_open,
        dated.is_end_missing,
        dated.has_order,
        dated.is_outliving_order
    from dated
    left outer join persons
        on
            dated.person_id = persons.person_id
            and {{ in_force('persons', 'dated.version_date') }}
    left outer join requirement_types
        on dated.requirement_type_id = requirement_types.requirement_type_id
),

final as (
    {{ rewritten_rows('keyed', key='requirement_key') }}
)

select * from final
