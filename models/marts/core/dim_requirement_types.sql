{# One row per kind of requirement; unknown and not applicable are two more. #}
with

requirement_types as (
    select * from {{ ref('int_requirement_types_resolved') }}
),

members as (
    select
        requirement_type_id,
        requirement_type_code,
        requirement_type_name,
        units_name,
        minimum_length,
        maximum_length,
        is_selectable
    from requirement_types
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as requirement_type_id,
        {{ member }} as requirement_type_code,
        {{ member }} as requirement_type_name,
        {{ member }} as units_name,
        cast(null as bigint) as minimum_length,
        cast(null as bigint) as maximum_length,
        cast(null as boolean) as is_selectable
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key(
            ['requirement_type_id']
        ) }} as requirement_type_key,
        requirement_type_id,
        requirement_type_code,
        requirement_type_name,
        units_name,
        minimum_length,
        maximum_length,
        is_selectable
    from members
)

select * from final
