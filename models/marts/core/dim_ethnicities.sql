{# One row per ethnicity; unknown and not applicable are two more. #}
with

ethnicities as (
    select * from {{ ref('ethnicities') }}
),

ethnicity_groups as (
    select * from {{ ref('ethnicity_groups') }}
),

broad_groups as (
    select * from {{ ref('ethnicity_broad_groups') }}
),

members as (
    select
        ethnicities.ethnicity_code,
        ethnicities.ethnicity_name,
        ethnicities.current_code,
        ethnicities.ethnicity_group_code,
        ethnicity_groups.ethnicity_group_name,
        broad_groups.ethnic_group,
        broad_groups.ethnic_group_name,
        broad_groups.sort_order as ethnic_group_order
    from ethnicities
    inner join ethnicity_groups
        on
            ethnicities.ethnicity_group_code
            = ethnicity_groups.ethnicity_group_code
    inner join broad_groups
        on ethnicity_groups.ethnic_group = broad_groups.ethnic_group
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as ethnicity_code,
        {{ member }} as ethnicity_name,
        {{ member }} as current_code,
        {{ member }} as ethnicity_group_code,
        {{ member }} as ethnicity_group_name,
        {{ member }} as ethnic_group,
        {{ member }} as ethnic_group_name,
        cast(null as integer) as ethnic_group_order
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key(['ethnicity_code']) }} as ethnicity_key,
        ethnicity_code,
        ethnicity_name,
        current_code,
        ethnicity_group_code,
        ethnicity_group_name,
        ethnic_group,
        ethnic_group_name,
        ethnic_group_order
    from members
)

select * from final
