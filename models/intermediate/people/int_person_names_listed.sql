{# One row per name, birth date and sex that a record gives a person. #}
with

offenders as (
    select * from {{ ref('stg_nomis__offenders') }}
),

delius_offenders as (
    select * from {{ ref('stg_delius__offender') }}
),

reference_codes as (
    select * from {{ ref('stg_delius__r_standard_reference_list') }}
),

given as (
    select
        {{ nomis_root_text('root_offender_id') }}
            as person_identifier,
        last_name,
        first_name,
        birth_date,
        sex_code
    from offenders
    where root_offender_id is not null

    union all

    select
        {{ delius_offender_text('delius_offenders.offender_id') }}
            as person_identifier,
        delius_offenders.last_name,
        delius_offenders.first_name,
        delius_offenders.birth_date,
        reference_codes.reference_code as sex_code
    from delius_offenders
    left outer join reference_codes
        on delius_offenders.gender_id = reference_codes.reference_id

    union all

    select
        {{ delius_offender_text('delius_offenders.offender_id') }}
            as person_identifier,
        delius_offenders.previous_last_name as last_name,
        delius_offenders.first_name,
        delius_offenders.birth_date,
        reference_codes.reference_code as sex_code
    from delius_offenders
    left outer join reference_codes
        on delius_offenders.gender_id = reference_codes.reference_id
    where delius_offenders.previous_last_name is not null
),

final as (
    select distinct
        person_identifier,
        last_name,
        first_name,
        birth_date,
        {# Only these two can speak against each other. #}
        case when sex_code in ('F', 'M') then sex_code end as sex_code,
        {{ name_text('last_name') }} as compared_last_name,
        {{ name_text('first_name') }} as compared_first_name
    from given
)

select * from final
