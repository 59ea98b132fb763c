{# One row per version of a team and its unit, and two more members. #}
with

teams as (
    select * from {{ ref('int_probation_teams_versioned') }}
),

members as (
    select
        probation_team_id,
        probation_team_code,
        probation_team_name,
        is_unpaid_work_team,
        district_name,
        probation_unit_id,
        probation_unit_name,
        is_active,
        probation_region_id,
        probation_region_name,
        is_listed,
        valid_from,
        valid_to
    from teams
    {% for member in [unknown_member(), not_applicable_member()] %}

    union all

    select
        {{ member }} as probation_team_id,
        {{ member }} as probation_team_code,
        {{ member }} as probation_team_name,
        cast(null as boolean) as is_unpaid_work_team,
        {{ member }} as district_name,
        {{ member }} as probation_unit_id,
        {{ member }} as probation_unit_name,
        cast(null as boolean) as is_active,
        {{ member }} as probation_region_id,
        {{ member }} as probation_region_name,
        false as is_listed,
        {{ first_valid_from() }} as valid_from,
        {{ open_end() }} as valid_to
    {% endfor %}
),

final as (
    select
        {{ generate_surrogate_key([
            'probation_team_id', ('valid_from', 'timestamp(6)'),
        ]) }} as probation_unit_key,
        probation_team_id,
        probation_team_code,
        probation_team_name,
        is_unpaid_work_team,
        district_name,
        probation_unit_id,
        probation_unit_name,
        is_active,
        probation_region_id,
        probation_region_name,
        is_listed,
        valid_from,
        valid_to,
        valid_to = {{ open_end() }} as is_current
    from members
)

select * from final
