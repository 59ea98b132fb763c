{# How many of those released from a sentence are recalled within a year? #}
with

releases as (
    select * from {{ ref('fct_releases') }}
),

recalls as (
    select * from {{ ref('fct_recalls') }}
),

sentence_bands as (
    select * from {{ ref('dim_sentence_bands') }}
),

{# The last whole day: later ones have not had their year. #}
last_day as (
    select max(population_date) as last_date
    from {{ ref('fct_population_daily') }}
),

followed as (
    select
        releases.custody_spell_key,
        sentence_bands.sentence_band_id as sentence_band,
        sentence_bands.band_rank,
        max(case when recalls.recall_key is not null then 1 else 0 end)
            as is_recalled
    from releases
    cross join last_day
    inner join sentence_bands
        on releases.sentence_band_key = sentence_bands.sentence_band_key
    left outer join recalls
        on
            releases.person_id = recalls.person_id
            and releases.release_date <= recalls.recall_date
            and {{ add_months('releases.release_date', 12) }}
            > recalls.recall_date
    where
        sentence_bands.band_rank is not null
        and releases.release_kind = 'release'
        and {{ add_months('releases.release_date', 12) }} <= last_day.last_date
    group by
        releases.custody_spell_key,
        sentence_bands.sentence_band_id,
        sentence_bands.band_rank
),

final as (
    select
        sentence_band,
        band_rank,
        count(*) as releases,
        sum(is_recalled) as recalled,
        cast(
            {{ divide('100 * sum(is_recalled)', 'count(*)') }} as decimal(5, 1)
        ) as share_percent
    from followed
    group by sentence_band, band_rank
)

select
    sentence_band,
    releases,
    recalled,
    share_percent
from final
order by band_rank
