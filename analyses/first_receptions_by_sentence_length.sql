{# How long are the sentences of those received for the first time? #}
with

receptions as (
    select * from {{ ref('fct_receptions') }}
    where reception_kind = 'first reception'
),

sentence_bands as (
    select * from {{ ref('dim_sentence_bands') }}
),

counted as (
    select
        sentence_bands.band_rank,
        sentence_bands.sentence_band_id as sentence_band,
        count(*) as receptions
    from receptions
    inner join sentence_bands
        on receptions.sentence_band_key = sentence_bands.sentence_band_key
    where sentence_bands.band_rank is not null
    group by sentence_bands.band_rank, sentence_bands.sentence_band_id
),

final as (
    select
        sentence_band,
        receptions,
        cast(
            {{ divide('100 * receptions', 'sum(receptions) over ()') }}
            as decimal(5, 1)
        ) as share_percent,
        band_rank
    from counted
)

select
    sentence_band,
    receptions,
    share_percent
from final
order by band_rank
