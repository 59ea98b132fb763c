{# One row per record by which a system knows a person, with who that is. #}
with

records as (
    select * from {{ ref('int_person_records_listed') }}
),

groups as (
    select * from {{ ref('int_person_groups_settled') }}
),

grouped as (
    select
        records.person_identifier,
        records.source_system,
        records.trust_rank,
        records.first_stated_at,
        records.is_identified,
        groups.group_identifier
    from records
    inner join groups
        on records.person_identifier = groups.person_identifier
),

{# A person is called by their first record, and described by the best one. #}
ranked as (
    select
        *,
        first_value(person_identifier) over (
            partition by group_identifier
            order by first_stated_at, trust_rank, person_identifier
        ) as naming_identifier,
        row_number() over (
            partition by group_identifier
            order by trust_rank, first_stated_at, person_identifier
        ) as preference
    from grouped
),

final as (
    select
        person_identifier,
        {{ person_id('naming_identifier') }} as person_id,
        source_system,
        is_identified,
        preference = 1 as is_describing
    from ranked
)

select * from final
