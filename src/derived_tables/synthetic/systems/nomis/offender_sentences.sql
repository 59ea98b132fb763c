-- A version of a sentence: passed, turned into one of a recall type, served or ended by death.
-- Sentences of a case run together with the principal one.
with served as (
    select
        *,
        case when sentence_seq = 1 then sentence_ends_on else (disposed_on + sentence_days::integer)::date end
            as served_on
    from nomis_sentences
),

ending as (
    -- who dies later has served it
    select *, case when died_on < served_on then died_on end as cut_short_on
    from served
),

changes as (
    select *, created_at as version_at, 'A' as status from ending
    union all
    select
        sentences.* replace (recalls.calc_type as calc_type),
        noted(recalls.admitted_at + interval 20 hour, 'nomis.sentence.recalled', sentences.block, sentences.item),
        'A'
    from ending as sentences
    inner join nomis_recalls as recalls using (block, case_no)
    where sentences.sentence_seq = 1
    union all
    select
        *,
        greatest(created_at + interval 1 hour, noted(
            at_second((coalesce(cut_short_on, served_on) + 1)::date, 30000),
            'nomis.sentence.ended', block, item
        )),
        'I'
    from ending
),

-- Once ended it stays as it is, under the type it had last.
ordered as (
    select
        *,
        min(case when status = 'I' then version_at end) over (partition by block, item) as ended_at,
        last_value(case when status = 'A' then calc_type end ignore nulls) over (
            partition by block, item order by version_at
            rows between unbounded preceding and current row
        ) as type_now
    from changes
    where version_at >= created_at
),

changed as (
    select *
    from ordered
    where version_at <= ended_at
    qualify (ordered.status, ordered.type_now) is distinct from
        lag((ordered.status, ordered.type_now)) over (partition by ordered.block, ordered.item order by ordered.version_at)
)

select
    block, item, version_at,
    lead(version_at) over (partition by block, item order by version_at) as until_at,
    case when version_at = created_at then 'I' else 'U' end as op,
    offender_book_id::varchar as offender_book_id,
    sentence_seq::varchar as sentence_seq,
    case_number::varchar as case_id,
    type_now as sentence_calc_type,
    category as sentence_category,
    status as sentence_status,
    'IND' as sentence_level,
    null::varchar as consec_to_sentence_seq,
    date_text(disposed_on) as start_date,
    case when disposal = 'custody' then date_text((disposed_on + sentence_days::integer - 1)::date) end as end_date,
    case when status = 'I' then date_text(cut_short_on) end as termination_date,
    case when status = 'I' and cut_short_on is not null then '13' end as termination_reason,
    null::varchar as fine_amount,
    scn_at(version_at, block, item) as scn
from changed
