{# One row per version of a person (one each, so far), and one for unknown. #}
with

persons as (
    select * from {{ ref('int_persons_identified') }}
),

members as (
    select
        person_id,
        sex_code,
        ethnicity_code,
        {{ year_of('birth_date') }} as birth_year,
        is_identified
    from persons

    union all

    select
        {{ unknown_member() }} as person_id,
        'NK' as sex_code,
        'NK' as ethnicity_code,
        cast(null as integer) as birth_year,
        false as is_identified
),

final as (
    select
        {{ generate_surrogate_key([
            'person_id', (first_valid_from(), 'timestamp(6)'),
        ]) }} as person_key,
        person_id,
        sex_code,
        ethnicity_code,
        birth_year,
        is_identified,
        cast({{ first_valid_from() }} as timestamp(6)) as valid_from,
        cast({{ open_end() }} as timestamp(6)) as valid_to,
        true as is_current
    from members
)

select * from final
