{# One row per person supervised at a month's end. #}
{% set fingerprints = ref('int_caseload_persons_fingerprinted') %}
{# Months that are new, or are no more, are due of everybody. #}
{% set first = "date '" ~ var('caseload_from') ~ "'" %}
{% set also = 'month_end_date >= ' ~ least_of([
    first_day_after(fingerprints, 'month_end_date', first),
    'cast(' ~ build_moment() ~ ' as date)',
]) %}
with

caseload as (
    select * from {{ ref('int_caseload_assembled') }}
    {{ where_due(fingerprints, 'person_id', listed=3000) }}
    {% if due_is_known(fingerprints) %}
    {# Apart: each is pushed down to what it names, both in one are not. #}
    union
    select * from {{ ref('int_caseload_assembled') }}
    where {{ also }}
    {% endif %}
),

persons as (
    select * from {{ ref('dim_persons') }}
),

units as (
    select * from {{ ref('dim_probation_units') }}
),

age_bands as (
    select * from {{ ref('dim_age_bands') }}
),

keyed as (
    select
        caseload.caseload_key,
        caseload.month_end_date,
        caseload.person_id,
        persons.person_key,
        caseload.supervision_spell_key,
        caseload.order_id,
        caseload.order_kind,
        caseload.supervision_stage,
        cast(caseload.order_count as integer) as order_count,
        units.probation_unit_key,
        persons.sex_code,
        caseload.age_at_month_end,
        age_bands.age_band_key
    from caseload
    left outer join persons
        on
            caseload.person_id = persons.person_id
            and {{ in_force('persons', 'caseload.month_end_date') }}
    left outer join units
        on
            caseload.probation_team_id = units.probation_team_id
            and {{ in_force('units', 'caseload.month_end_date') }}
    left outer join age_bands
        on caseload.age_band_id = age_bands.age_band_id
),

final as (
    {{ rewritten_rows(
        'keyed',
        key='caseload_key',
        due=where_due(fingerprints, 'person_id', also=also),
    ) }}
)

select * from final
