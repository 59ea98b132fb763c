{# One row per record by which a system knows a person. #}
with

versions as (
    select * from {{ ref('int_person_versions_listed') }}
),

bookings as (
    select * from {{ ref('int_bookings_identified') }}
),

orders as (
    select * from {{ ref('int_orders_identified') }}
),

described as (
    select
        person_identifier,
        source_system,
        {# Prisons take fingerprints; probation copies from papers. #}
        case source_system when 'nomis' then 1 else 2 end as trust_rank,
        min(stated_at) as first_stated_at,
        true as is_identified
    from versions
    group by person_identifier, source_system
),

heard_of as (
    select
        person_identifier,
        'nomis' as source_system
    from bookings

    union

    select
        person_identifier,
        'delius' as source_system
    from orders
),

{# Those of nobody known, or of somebody whose record has not arrived. #}
mentioned as (
    select
        heard_of.person_identifier,
        heard_of.source_system
    from heard_of
    left outer join described
        on heard_of.person_identifier = described.person_identifier
    where described.person_identifier is null
),

final as (
    select * from described

    union all

    select
        person_identifier,
        source_system,
        3 as trust_rank,
        {{ open_end() }} as first_stated_at,
        false as is_identified
    from mentioned
)

select * from final
