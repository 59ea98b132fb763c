{# One row per version of each record by which a system knows a person. #}
with

offenders as (
    select * from {{ ref('stg_nomis__offenders') }}
),

offender_versions as (
    select * from {{ ref('stg_nomis__offenders_versions') }}
),

delius_offenders as (
    select * from {{ ref('stg_delius__offender') }}
),

delius_versions as (
    select * from {{ ref('stg_delius__offender_versions') }}
),

reference_codes as (
    select * from {{ ref('stg_delius__r_standard_reference_list') }}
),

aliases as (
    select
        root_offender_id,
        offender_id,
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

final as (
    select
        {{ nomis_root_text('aliases.root_offender_id') }}
            as person_identifier,
        'nomis' as source_system,
        offender_versions.birth_date,
        offender_versions.sex_code,
        offender_versions.ethnicity_code,
        offender_versions.stated_at,
        offender_versions.stated_until
    from aliases
    inner join offender_versions
        on aliases.offender_id = offender_versions.offender_id
    where aliases.preference = 1

    union all

    select
        {{ delius_offender_text('delius_offenders.offender_id') }}
            as person_identifier,
        'delius' as source_system,
        delius_versions.birth_date,
        sexes.reference_code as sex_code,
        ethnicities.reference_code as ethnicity_code,
        delius_versions.stated_at,
        delius_versions.stated_until
    from delius_offenders
    inner join delius_versions
        on delius_offenders.offender_id = delius_versions.offender_id
    left outer join reference_codes as sexes
        on delius_versions.gender_id = sexes.reference_id
    left outer join reference_codes as ethnicities
        on delius_versions.ethnicity_id = ethnicities.reference_id
)

select * from final
