{# One row per type of hearing; unknown and not applicable are two more. #}
with

hearing_types as (
    select * from {{ ref('hearing_types') }}
),

members as (
    select
        hearing_type_id,
        hearing_type_name,
        is_trial
    from hearing_types
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as hearing_type_id,
        {{ member }} as hearing_type_name,
        cast(null as boolean) as is_trial
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key(['hearing_type_id']) }} as hearing_type_key,
        hearing_type_id,
        hearing_type_name,
        is_trial
    from members
)

select * from final
