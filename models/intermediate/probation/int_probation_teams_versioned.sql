{# One row per version of a probation team and the unit that it is in. #}
with

teams as (
    {{ unbroken_versions(ref('stg_delius__team_versions'), 'team_id') }}
),

districts as (
    {{ unbroken_versions(
        ref('stg_delius__district_versions'), 'district_id'
    ) }}
),

units as (
    select * from {{ ref('int_probation_units_versioned') }}
),

placed as (
    select
        teams.team_id,
        teams.team_code,
        teams.team_name,
        teams.is_unpaid_work_team,
        teams.is_listed,
        districts.borough_id,
        coalesce(
            districts.district_name, {{ unknown_member() }}
        ) as district_name,
        {{ together_from('teams', 'districts') }} as valid_from,
        {{ together_until('teams', 'districts') }} as valid_to
    from teams
    left outer join districts
        on
            teams.district_id = districts.district_id
            and {{ in_force_together('teams', 'districts') }}
),

final as (
    select
        {{ canonical_text('placed.team_id', 'bigint') }}
            as probation_team_id,
        placed.team_code as probation_team_code,
        placed.team_name as probation_team_name,
        placed.is_unpaid_work_team,
        placed.district_name,
        coalesce(
            units.probation_unit_id, {{ unknown_member() }}
        ) as probation_unit_id,
        coalesce(
            units.probation_unit_name, {{ unknown_member() }}
        ) as probation_unit_name,
        units.is_active,
        coalesce(
            units.probation_region_id, {{ unknown_member() }}
        ) as probation_region_id,
        coalesce(
            units.probation_region_name, {{ unknown_member() }}
        ) as probation_region_name,
        placed.is_listed,
        {{ together_from('placed', 'units') }} as valid_from,
        {{ together_until('placed', 'units') }} as valid_to
    from placed
    left outer join units
        on
            placed.borough_id = units.borough_id
            and {{ in_force_together('placed', 'units') }}
)

select * from final
