{#
    Guards that a fact whose code is missing or on no list has a member to
    point to, in every dimension.
    Matters when a code list is edited: some dimensions have `unknown` from it.
    To resolve: put back the member of the dimension named below, in its model
    or in its seed.
#}
{% set dimensions = [
    (ref('dim_age_bands'), 'age_band_id'),
    (ref('dim_areas'), 'area_id'),
    (ref('dim_contact_types'), 'contact_type_id'),
    (ref('dim_courts'), 'court_id'),
    (ref('dim_disposals'), 'disposal_id'),
    (ref('dim_ethnicities'), 'ethnicity_code'),
    (ref('dim_hearing_types'), 'hearing_type_id'),
    (ref('dim_legal_statuses'), 'legal_status_id'),
    (ref('dim_movement_reasons'), 'movement_reason_id'),
    (ref('dim_offences'), 'offence_id'),
    (ref('dim_persons'), 'person_id'),
    (ref('dim_pleas_and_verdicts'), 'plea_id'),
    (ref('dim_prisons'), 'prison_id'),
    (ref('dim_probation_units'), 'probation_team_id'),
    (ref('dim_requirement_types'), 'requirement_type_id'),
] %}
with

members as (
    {% for dimension, member_id in dimensions %}
    {% if not loop.first %}union all{% endif %}
    select
        '{{ dimension.identifier }}' as dimension_name,
        {{ member_id }} as member_id
    from {{ dimension }}
    {% endfor %}
),

final as (
    select
        dimension_name,
        count(
            distinct case
                when
                    member_id in (
                        {{ unknown_member() }}, {{ not_applicable_member() }}
                    )
                    then member_id
            end
        ) as members_found
    from members
    group by dimension_name
)

select * from final
where members_found < 2
