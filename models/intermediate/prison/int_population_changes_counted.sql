{# One row per day on which the heads of one group in one prison changed. #}
with

periods as (
    select * from {{ ref('int_custody_periods_banded') }}
),

changes as (
    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        started_date as changed_date,
        start_kind as in_kind,
        cast(null as varchar) as out_kind
    from periods

    union all

    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        ended_date as changed_date,
        cast(null as varchar) as in_kind,
        end_kind as out_kind
    from periods
    where ended_date is not null
),

final as (
    select
        prison_id,
        legal_status_id,
        sex_code,
        age_band_id,
        changed_date,
        count(in_kind) - count(out_kind) as net_change
        {% for kind, name in [
            ('reception', 'receptions'),
            ('transfer', 'transfers_in'),
            ('legal status', 'status_changes_in'),
            ('birthday', 'birthdays_in'),
        ] %}
        , count(case when in_kind = '{{ kind }}' then 1 end) as {{ name }}
        {% endfor %}
        {% for kind, name in [
            ('release', 'releases'),
            ('transfer', 'transfers_out'),
            ('legal status', 'status_changes_out'),
            ('birthday', 'birthdays_out'),
        ] %}
        , count(case when out_kind = '{{ kind }}' then 1 end) as {{ name }}
        {% endfor %}
    from changes
    group by
        prison_id, legal_status_id, sex_code, age_band_id, changed_date
)

select * from final
