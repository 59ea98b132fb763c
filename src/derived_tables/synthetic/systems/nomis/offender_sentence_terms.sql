-- A version of a sentence's term: its length in years, months and days. One in a hundred was typed
-- a month too long, and is put right.
with lengths as (
    select
        *,
        disposal = 'life' as is_life,
        sentence_days // 365 as years,
        sentence_days % 365 // 30 as months,
        sentence_days % 365 % 30 as days,
        created_at + interval 40 second as entered_at,
        case
            when disposal <> 'life' and chance('nomis.term.mistyped', block, item, 100)
                then noted(created_at + interval 3 day, 'nomis.term.righted', block, item)
        end as righted_at
    from nomis_sentences
),

versions as (
    select *, entered_at as version_at, righted_at as until_at, 'I' as op from lengths
    union all
    select *, righted_at, null, 'U' from lengths where righted_at is not null
)

select
    block, item, version_at, until_at, op,
    offender_book_id::varchar as offender_book_id,
    sentence_seq::varchar as sentence_seq,
    '1' as term_seq,
    'IMP' as sentence_term_code,
    case when not is_life then nullif(years, 0)::varchar end as years,
    case
        when not is_life then nullif(months + case when version_at < righted_at then 1 else 0 end, 0)::varchar
    end as months,
    null::varchar as weeks,
    case when not is_life then nullif(days, 0)::varchar end as days,
    null::varchar as hours,
    date_text(disposed_on) as start_date,
    case when not is_life then date_text((disposed_on + sentence_days::integer - 1)::date) end as end_date,
    case when is_life then 'Y' else 'N' end as life_sentence_flag,
    scn_at(version_at, block, item) as scn
from versions
