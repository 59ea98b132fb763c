{# One row per person, with the durable id and codes that are on their lists. #}
with

persons as (
    select * from {{ ref('int_persons_listed') }}
),

sexes as (
    select * from {{ ref('sexes') }}
),

ethnicities as (
    select * from {{ ref('ethnicities') }}
),

final as (
    select
        persons.person_identifier,
        {{ person_id('persons.person_identifier') }} as person_id,
        persons.birth_date,
        coalesce(sexes.sex_code, 'NK') as sex_code,
        coalesce(ethnicities.current_code, 'NK') as ethnicity_code,
        persons.is_identified
    from persons
    left outer join sexes
        on persons.sex_code = sexes.sex_code
    left outer join ethnicities
        on persons.ethnicity_code = ethnicities.ethnicity_code
)

select * from final
