{# One row per pair of records that may be of one person, with the evidence. #}
with

identifiers as (
    select * from {{ ref('int_person_identifiers_listed') }}
),

namesakes as (
    select * from {{ ref('int_person_namesakes_found') }}
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
    where numbered.first_identifier is null
)

select * from final
