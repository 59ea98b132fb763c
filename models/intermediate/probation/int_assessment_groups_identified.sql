{# One row per live group of assessments, with whose it is. #}
with

assessment_groups as (
    select * from {{ ref('stg_oasys__oasys_assessment_group') }}
),

identifiers as (
    select * from {{ ref('int_person_identifiers_listed') }}
),

records as (
    select * from {{ ref('int_person_records_identified') }}
),

{# A number that leads to two people leads to nobody. #}
numbers as (
    select
        identifiers.identifier_type,
        identifiers.identifier,
        min(records.person_id) as person_id
    from identifiers
    inner join records
        on identifiers.person_identifier = records.person_identifier
    where identifiers.identifier_type in ('crn', 'noms', 'pnc')
    group by identifiers.identifier_type, identifiers.identifier
    having count(distinct records.person_id) = 1
),

normalised as (
    select
        *,
        {{ pnc_text('pnc_number') }} as pnc
    from assessment_groups
),

final as (
    select
        normalised.assessment_group_id,
        {# Probation's own number first: OASys takes it over from Delius. #}
        coalesce(
            by_crn.person_id,
            by_noms.person_id,
            by_pnc.person_id,
            {{ unknown_member() }}
        ) as person_id,
        case
            when by_crn.person_id is not null then 'crn'
            when by_noms.person_id is not null then 'noms'
            when by_pnc.person_id is not null then 'pnc'
            else {{ unknown_member() }}
        end as identified_by
    from normalised
    left outer join numbers as by_crn
        on
            by_crn.identifier_type = 'crn'
            and normalised.crn = by_crn.identifier
    left outer join numbers as by_noms
        on
            by_noms.identifier_type = 'noms'
            and normalised.noms_number = by_noms.identifier
    left outer join numbers as by_pnc
        on
            by_pnc.identifier_type = 'pnc'
            and normalised.pnc = by_pnc.identifier
)

select * from final
