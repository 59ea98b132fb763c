{# One row per version of a person, without a gap from 1900 on. #}
with

records as (
    select * from {{ ref('int_person_records_identified') }}
),

versions as (
    select * from {{ ref('int_person_versions_listed') }}
),

sexes as (
    select * from {{ ref('sexes') }}
),

ethnicities as (
    select * from {{ ref('ethnicities') }}
),

described as (
    select
        records.person_id,
        records.is_identified,
        versions.birth_date,
        coalesce(sexes.sex_code, 'NK') as sex_code,
        coalesce(ethnicities.current_code, 'NK') as ethnicity_code,
        coalesce(versions.stated_at, {{ first_valid_from() }}) as stated_at
    from records
    left outer join versions
        on records.person_identifier = versions.person_identifier
    left outer join sexes
        on versions.sex_code = sexes.sex_code
    left outer join ethnicities
        on versions.ethnicity_code = ethnicities.ethnicity_code
    where records.is_describing
),

followed as (
    select
        *,
        row_number() over (
            partition by person_id
            order by stated_at
        ) as version_number,
        lag(birth_date) over (
            partition by person_id
            order by stated_at
        ) as previous_birth_date,
        lag(sex_code || ' ' || ethnicity_code) over (
            partition by person_id
            order by stated_at
        ) as previous_codes
    from described
),

{# A version in which only a name changed is no version here. #}
changed as (
    select *
    from followed
    where
        version_number = 1
        or previous_codes <> sex_code || ' ' || ethnicity_code
        or birth_date is distinct from previous_birth_date
),

started as (
    select
        *,
        case
            when version_number = 1 then {{ first_valid_from() }}
            else stated_at
        end as valid_from
    from changed
),

final as (
    select
        person_id,
        birth_date,
        sex_code,
        ethnicity_code,
        is_identified,
        valid_from,
        lead(valid_from, 1, {{ open_end() }}) over (
            partition by person_id
            order by valid_from
        ) as valid_to
    from started
)

select * from final
