{# One row per prison, day, legal status, sex and age band with anybody. #}
{% set fingerprints = ref('int_population_groups_fingerprinted') %}
{% set today = 'cast(' ~ build_moment() ~ ' as date)' %}
{% set first = "date '" ~ var('population_from') ~ "'" %}
{# Days that are new, or are no more, are due of every group. #}
{% set otherwise = least_of([
    first_day_after(fingerprints, 'population_date', first), today,
]) %}
with

heads as (
    select
        *,
        {{ due_since(
            fingerprints, ['population_group_text', 'prison_id'], first,
            otherwise
        ) }} as due_date
    from {{ ref('int_population_heads_counted') }}
    where {{ near_due(fingerprints, 'until_date', otherwise) }}
),

{# To the last whole day. #}
days as (
    {{ date_spine(first, add_days(today, -1)) }}
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

dated as (
    select
        heads.*,
        days.date_day as population_date,
        {# As the day ended. #}
        cast({{ add_days('days.date_day', 1) }} as timestamp(6)) as day_end_at
    from heads
    inner join days
        on
            heads.from_date <= days.date_day
            and heads.until_date > days.date_day
            and heads.due_date <= days.date_day
    {# No day follows; said so that the days of the others alone are joined. #}
    where heads.due_date < heads.until_date
),

keyed as (
    select
        {{ generate_surrogate_key([
            ('dated.population_date', 'date'),
            'dated.prison_id',
            'dated.legal_status_id',
            'dated.sex_code',
            'dated.age_band_id',
        ]) }} as population_key,
        dated.population_date,
        dated.prison_id,
        prisons.prison_key,
        dated.legal_status_id,
        legal_statuses.legal_status_key,
        legal_statuses.population_group,
        dated.sex_code,
        dated.age_band_id,
        age_bands.age_band_key,
        dated.heads,
        dated.receptions,
        dated.transfers_in,
        dated.status_changes_in,
        dated.birthdays_in,
        dated.releases,
        dated.transfers_out,
        dated.status_changes_out,
        dated.birthdays_out
    from dated
    left outer join prisons
        on
            dated.prison_id = prisons.prison_id
            and {{ in_force('prisons', 'dated.day_end_at') }}
    left outer join legal_statuses
        on dated.legal_status_id = legal_statuses.legal_status_id
    left outer join age_bands
        on dated.age_band_id = age_bands.age_band_id
),

final as (
    {{ rewritten_rows('keyed', key='population_key', existing=rows_due_since(
        fingerprints, [population_group(), 'prison_id'], 'population_date',
        otherwise
    )) }}
)

select * from final
