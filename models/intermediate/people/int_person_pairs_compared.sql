{# One row per pair of records that share a number, or a whole description. #}
with

identifiers as (
    select * from {{ ref('int_person_identifiers_listed') }}
),

names as (
    select * from {{ ref('int_person_names_listed') }}
),

{# A number given to many, as one typed to get past a form, tells nothing. #}
held as (
    select
        *,
        count(*) over (partition by identifier_type, identifier) as holders
    from identifiers
),

numbered as (
    select
        one.person_identifier as first_identifier,
        other.person_identifier as second_identifier,
        min(
            case one.identifier_type
                when 'booking' then 1
                when 'noms' then 2
                when 'pnc' then 3
                else 4
            end
        ) as evidence_rank
    from held as one
    inner join held as other
        on
            one.identifier_type = other.identifier_type
            and one.identifier = other.identifier
            and one.person_identifier < other.person_identifier
    where one.holders <= 4
    group by one.person_identifier, other.person_identifier
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
        first_identifier,
        second_identifier,
        evidence_rank
    from numbered

    union all

    select
        namesakes.first_identifier,
        namesakes.second_identifier,
        5 as evidence_rank
    from namesakes
    left outer join numbered
        on
            namesakes.first_identifier = numbered.first_identifier
            and namesakes.second_identifier = numbered.second_identifier
    left outer join contradicted
        on
            namesakes.first_identifier = contradicted.first_identifier
            and namesakes.second_identifier = contradicted.second_identifier
    where
        numbered.first_identifier is null
        and contradicted.first_identifier is null
)

select * from final
