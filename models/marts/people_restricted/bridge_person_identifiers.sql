{# One row per person and number by which a system or an agency knows them. #}
with

identifiers as (
    select * from {{ ref('int_person_identifiers_listed') }}
),

records as (
    select * from {{ ref('int_person_records_identified') }}
),

known as (
    select
        records.person_id,
        identifiers.identifier_type,
        identifiers.identifier,
        count(*) as records
    from identifiers
    inner join records
        on identifiers.person_identifier = records.person_identifier
    group by
        records.person_id, identifiers.identifier_type, identifiers.identifier
),

final as (
    select
        {{ generate_surrogate_key([
            'person_id', 'identifier_type', 'identifier',
        ]) }} as person_identifier_key,
        person_id,
        identifier_type,
        identifier,
        cast(records as integer) as records,
        count(*) over (partition by identifier_type, identifier) > 1
            as is_shared
    from known
)

select * from final
