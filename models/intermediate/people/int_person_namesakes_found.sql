{# One row per pair of records that alone have one whole description. #}
with

identifiers as (
    select * from {{ ref('int_person_identifiers_listed') }}
),

names as (
    select * from {{ ref('int_person_names_listed') }}
),

whole as (
    select distinct
        person_identifier,
        compared_last_name,
        compared_first_name,
        birth_date,
        sex_code
    from names
    where
        compared_last_name is not null
        and compared_first_name is not null
        and birth_date is not null
        and sex_code is not null
),

described as (
    select
        *,
        count(*) over (
            partition by
                compared_last_name, compared_first_name, birth_date, sex_code
        ) as holders
    from whole
),

{# Two people of one description are common; two records of it alone are not. #}
namesakes as (
    select distinct
        one.person_identifier as first_identifier,
        other.person_identifier as second_identifier
    from described as one
    inner join described as other
        on
            one.compared_last_name = other.compared_last_name
            and one.compared_first_name = other.compared_first_name
            and one.birth_date = other.birth_date
            and one.sex_code = other.sex_code
            and one.person_identifier < other.person_identifier
    where one.holders = 2
),

{# Numbers of which both have one, and not the same, speak against it. #}
contradicted as (
    select distinct
        namesakes.first_identifier,
        namesakes.second_identifier
    from namesakes
    inner join identifiers as one
        on namesakes.first_identifier = one.person_identifier
    inner join identifiers as other
        on
            namesakes.second_identifier = other.person_identifier
            and one.identifier_type = other.identifier_type
    where
        one.identifier_type in ('noms', 'pnc', 'cro')
        and {{ edit_distance('one.identifier', 'other.identifier') }} > 1
),

final as (
    select
        namesakes.first_identifier,
        namesakes.second_identifier
    from namesakes
    left outer join contradicted
        on
            namesakes.first_identifier = contradicted.first_identifier
            and namesakes.second_identifier = contradicted.second_identifier
    where contradicted.first_identifier is null
)

select * from final
