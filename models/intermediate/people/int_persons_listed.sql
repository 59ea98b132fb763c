{# One row per person that any system tells of, under one identifier. #}
with

offenders as (
    select * from {{ ref('stg_nomis__offenders') }}
),

bookings as (
    select * from {{ ref('int_bookings_identified') }}
),

aliases as (
    select
        'nomis root '
        || {{ canonical_text('root_offender_id', 'bigint') }}
            as person_identifier,
        birth_date,
        sex_code,
        ethnicity_code,
        {# The root's own record speaks for a person, else the oldest one. #}
        row_number() over (
            partition by root_offender_id
            order by
                case when offender_id = root_offender_id then 0 else 1 end,
                offender_id
        ) as preference
    from offenders
    where root_offender_id is not null
),

persons as (
    select person_identifier from aliases
    union
    select person_identifier from bookings
),

final as (
    select
        persons.person_identifier,
        aliases.birth_date,
        aliases.sex_code,
        aliases.ethnicity_code,
        aliases.person_identifier is not null as is_identified
    from persons
    left outer join aliases
        on
            persons.person_identifier = aliases.person_identifier
            and aliases.preference = 1
)

select * from final
