{# One row per prison, day, legal status, sex and age band with anybody. #}
with

population as (
    select
        *,
        {# As the day ended. #}
        cast({{ add_days('population_date', 1) }} as timestamp(6)) as day_end_at
    from {{ ref('int_population_days_counted') }}
),

prisons as (
    select * from {{ ref('dim_prisons') }}
),

legal_statuses as (
    select * from {{ ref('dim_legal_statuses') }}
),

age_bands as (
    select * from {{ ref('dim_age_bands') }}
),

final as (
    select
        {{ generate_surrogate_key([
            ('population.population_date', 'date'),
            'population.prison_id',
            'population.legal_status_id',
            'population.sex_code',
            'population.age_band_id',
        ]) }} as population_key,
        population.population_date,
        population.prison_id,
        prisons.prison_key,
        population.legal_status_id,
        legal_statuses.legal_status_key,
        legal_statuses.population_group,
        population.sex_code,
        population.age_band_id,
        age_bands.age_band_key,
        cast(population.heads as integer) as heads,
        cast(population.receptions as integer) as receptions,
        cast(population.transfers_in as integer) as transfers_in,
        cast(population.status_changes_in as integer) as status_changes_in,
        cast(population.birthdays_in as integer) as birthdays_in,
        cast(population.releases as integer) as releases,
        cast(population.transfers_out as integer) as transfers_out,
        cast(population.status_changes_out as integer) as status_changes_out,
        cast(population.birthdays_out as integer) as birthdays_out
    from population
    left outer join prisons
        on
            population.prison_id = prisons.prison_id
            and {{ in_force('prisons', 'population.day_end_at') }}
    left outer join legal_statuses
        on population.legal_status_id = legal_statuses.legal_status_id
    left outer join age_bands
        on population.age_band_id = age_bands.age_band_id
)

select * from final
