{# One row per live release, with its order, kind and prison. #}
with

releases as (
    select * from {{ ref('stg_delius__release') }}
),

custodies as (
    select * from {{ ref('stg_delius__custody') }}
),

reference_codes as (
    select * from {{ ref('stg_delius__r_standard_reference_list') }}
),

release_kinds as (
    select * from {{ ref('release_kinds') }}
),

institutions as (
    select * from {{ ref('stg_delius__r_institution') }}
    where is_establishment
),

prisons as (
    select distinct prison_id from {{ ref('int_prisons_versioned') }}
),

final as (
    select
        releases.release_id,
        custodies.disposal_id,
        releases.release_date,
        coalesce(release_kinds.release_kind, {{ unknown_member() }})
            as release_kind,
        coalesce(release_kinds.is_temporary, false) as is_temporary,
        {# An institution has two halves to its key; those left are prisons. #}
        coalesce(prisons.prison_id, {{ unknown_member() }}) as prison_id
    from releases
    left outer join custodies
        on releases.custody_id = custodies.custody_id
    left outer join reference_codes
        on releases.release_type_id = reference_codes.reference_id
    left outer join release_kinds
        on reference_codes.reference_code = release_kinds.release_type_code
    left outer join institutions
        on releases.institution_id = institutions.institution_id
    left outer join prisons
        on institutions.prison_id = prisons.prison_id
)

select * from final
