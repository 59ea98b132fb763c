{# One row per time in one prison, legal status and age band, by days. #}
with

periods as (
    select
        *,
        coalesce(ended_date, date '2999-01-01') as until_date
    from {{ ref('int_custody_status_periods_closed') }}
),

age_bands as (
    select * from {{ ref('age_bands') }}
),

persons as (
    select * from {{ ref('int_persons_versioned') }}
    where valid_to = {{ open_end() }}
),

birthdays as (
    select
        persons.person_id,
        persons.birth_date,
        age_bands.age_band,
        {{ add_months('persons.birth_date', '12 * age_bands.from_age') }}
            as birthday
    from persons
    cross join age_bands
    where persons.birth_date is not null
),

{# Born on 29 February, one is older on 1 March of a common year. #}
bands as (
    select
        *,
        case
            when extract(day from birthday) < extract(day from birth_date)
                then {{ add_days('birthday', 1) }}
            else birthday
        end as band_date
    from birthdays
),

followed as (
    select
        *,
        lead(band_date, 1, date '2999-01-01')
            over (partition by person_id order by band_date) as next_band_date
    from bands
),

{# A time of no night has one band, that of its day. #}
crossed as (
    select
        periods.custody_status_period_key,
        followed.age_band,
        case
            when followed.band_date > periods.started_date
                then followed.band_date
        end as band_from_date,
        case
            when followed.next_band_date < periods.until_date
                then followed.next_band_date
        end as band_until_date
    from periods
    inner join followed
        on periods.person_id = followed.person_id
    where
        periods.started_date < followed.next_band_date
        and (
            periods.until_date > followed.band_date
            or periods.started_date >= followed.band_date
        )
),

{# Who has no birth date is in no band. #}
final as (
    select
        periods.custody_status_period_key,
        periods.person_id,
        periods.prison_id,
        periods.legal_status_id,
        persons.sex_code,
        coalesce(crossed.age_band, {{ unknown_member() }}) as age_band_id,
        coalesce(crossed.band_from_date, periods.started_date) as started_date,
        coalesce(crossed.band_until_date, periods.ended_date) as ended_date,
        case
            when crossed.band_from_date is not null then 'birthday'
            else periods.start_kind
        end as start_kind,
        case
            when crossed.band_until_date is not null then 'birthday'
            else periods.end_kind
        end as end_kind
    from periods
    inner join persons
        on periods.person_id = persons.person_id
    left outer join crossed
        on
            periods.custody_status_period_key
            = crossed.custody_status_period_key
)

select * from final
