{# One row per continuous supervision of a person, under one or more orders. #}
with

spells as (
    select * from {{ ref('int_supervision_spells_assembled') }}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

units as (
    select * from {{ ref('dim_probation_units') }}
),

keyed as (
    select
        spells.supervision_spell_key,
        spells.person_id,
        persons.person_key,
        cast(spells.spell_number as integer) as spell_number,
        spells.main_order_id,
        spells.main_order_kind,
        start_units.probation_unit_key as start_probation_unit_key,
        latest_units.probation_unit_key as latest_probation_unit_key,
        spells.start_date,
        spells.end_date,
        cast(
            1 + {{ days_between('spells.start_date', 'spells.end_date') }}
            as integer
        ) as supervised_days,
        cast(spells.order_count as integer) as order_count,
        {{ age_at('spells.birth_date', 'spells.start_date') }} as age_at_start,
        spells.is_open
    from spells
    left outer join persons
        on
            spells.person_id = persons.person_id
            and {{ in_force('persons', 'spells.start_date') }}
    left outer join units as start_units
        on
            spells.first_team_id = start_units.probation_team_id
            and {{ in_force('start_units', 'spells.start_date') }}
    left outer join units as latest_units
        on
            spells.latest_team_id = latest_units.probation_team_id
            and {{ in_force('latest_units', 'spells.latest_allocation_date') }}
),

final as (
    {{ rewritten_rows('keyed', key='supervision_spell_key') }}
)

select * from final
