{# How many see probation within five working days of their release? #}
with

releases as (
    select * from {{ ref('fct_releases') }}
),

contacts as (
    select * from {{ ref('fct_contacts') }}
    where is_attended
),

dates as (
    select * from {{ ref('dim_dates') }}
),

sentence_bands as (
    select * from {{ ref('dim_sentence_bands') }}
    where band_rank is not null
),

{# Releases from the first contact that is held, to the last with five days. #}
limits as (
    select
        min(contacts.contact_date) as first_date,
        max(dates.working_day_number) as last_number
    from contacts
    inner join dates
        on contacts.contact_date = dates.date_day
),

released as (
    select
        releases.custody_spell_key,
        releases.person_id,
        releases.release_date,
        dates.calendar_year,
        dates.calendar_quarter,
        dates.working_day_number
    from releases
    inner join sentence_bands
        on releases.sentence_band_key = sentence_bands.sentence_band_key
    inner join dates
        on releases.release_date = dates.date_day
    inner join limits
        on
            releases.release_date >= limits.first_date
            and dates.working_day_number + 5 <= limits.last_number
    where releases.release_kind = 'release'
),

first_contacts as (
    select
        released.custody_spell_key,
        min(contacts.contact_date) as contact_date
    from released
    inner join contacts
        on
            released.person_id = contacts.person_id
            and released.release_date <= contacts.contact_date
    group by released.custody_spell_key
),

followed as (
    select
        released.calendar_year,
        released.calendar_quarter,
        case
            when dates.working_day_number - released.working_day_number <= 5
                then 1
            else 0
        end as is_in_time
    from released
    left outer join first_contacts
        on released.custody_spell_key = first_contacts.custody_spell_key
    left outer join dates
        on first_contacts.contact_date = dates.date_day
),

final as (
    select
        calendar_year,
        calendar_quarter,
        count(*) as releases,
        sum(is_in_time) as in_time,
        cast(
            {{ divide('100 * sum(is_in_time)', 'count(*)') }} as decimal(5, 1)
        ) as share_percent
    from followed
    group by calendar_year, calendar_quarter
)

select * from final
order by calendar_year desc, calendar_quarter desc
