{# One row per version of a person; unknown and not applicable are two more. #}
with

versions as (
    select * from {{ ref('int_persons_versioned') }}
),

members as (
    select
        person_id,
        sex_code,
        ethnicity_code,
        {{ year_of('birth_date') }} as birth_year,
        is_identified,
        valid_from,
        valid_to
    from versions
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as person_id,
        'NK' as sex_code,
        'NK' as ethnicity_code,
        cast(null as integer) as birth_year,
        false as is_identified,
        {{ first_valid_from() }} as valid_from,
        {{ open_end() }} as valid_to
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key([
            'person_id', ('valid_from', 'timestamp(6)'),
        ]) }} as person_key,
        person_id,
        sex_code,
        ethnicity_code,
        birth_year,
        is_identified,
        valid_from,
        valid_to,
        valid_to = {{ open_end() }} as is_current
    from members
)

select * from final
