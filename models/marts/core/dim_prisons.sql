{# One row per version of a prison; unknown and not applicable are two more. #}
with

versions as (
    select * from {{ ref('int_prisons_versioned') }}
),

members as (
    select
        prison_id,
        prison_name,
        is_active,
        is_male,
        is_female,
        is_contracted,
        region_name,
        local_authority_name,
        operator_name,
        category_code,
        is_listed,
        valid_from,
        valid_to
    from versions
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as prison_id,
        {{ member }} as prison_name,
        cast(null as boolean) as is_active,
        cast(null as boolean) as is_male,
        cast(null as boolean) as is_female,
        cast(null as boolean) as is_contracted,
        {{ member }} as region_name,
        {{ member }} as local_authority_name,
        {{ member }} as operator_name,
        {{ member }} as category_code,
        false as is_listed,
        {{ first_valid_from() }} as valid_from,
        {{ open_end() }} as valid_to
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key([
            'prison_id', ('valid_from', 'timestamp(6)'),
        ]) }} as prison_key,
        prison_id,
        prison_name,
        is_active,
        is_male,
        is_female,
        is_contracted,
        region_name,
        local_authority_name,
        operator_name,
        category_code,
        is_listed,
        valid_from,
        valid_to,
        valid_to = {{ open_end() }} as is_current
    from members
)

select * from final
