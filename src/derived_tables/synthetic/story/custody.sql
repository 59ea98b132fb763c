-- Stays in prison, from reception to release, and the legal statuses within them. A stay has a
-- number in its case: 0 and 1 from the case itself, 2 to 5 are recalls.
create or replace temp table custody_spells as
with first_stays as (
    -- on remand, and on into the sentence where it was not broken by bail
    select
        cases.*, 0 as spell_no, 'remand' as kind, first_hearing_on as admitted_on,
        case
            when remand_ends_on = disposed_on and disposal in ('custody', 'life') then released_on
            else remand_ends_on
        end as left_on,
        remand_ends_on = disposed_on and disposal in ('custody', 'life') as is_sentenced
    from cases
    where is_remanded
    union all
    -- sentenced from bail
    select
        cases.*, 1 as spell_no, 'sentence' as kind, disposed_on as admitted_on,
        released_on as left_on, true as is_sentenced
    from cases
    where disposal in ('custody', 'life')
        and (not is_remanded or remand_ends_on < disposed_on)
),

recall_draws as (
    select
        cases.*, recall.number as recall_no,
        case_no * 10 + recall.number as item,
        12 + pick('recalls.gap', block, case_no * 10 + recall.number, 110) as gap_days,
        case
            when disposal = 'custody'
                and chance('recalls.fixed', block, case_no * 10 + recall.number, 6200)
                then case when sentence_days < 365 then 14 else 28 end
            else 80 + pick('recalls.days', block, case_no * 10 + recall.number, 420)
        end as recall_days,
        chance('recalls.happens', block, case_no * 10 + recall.number, 4900) as happens
    from cases
    cross join range(1, 5) as recall (number)
    where disposal in ('custody', 'life') and released_on < sentence_ends_on
),

recall_dates as (
    select
        *,
        (released_on + (sum(gap_days) over so_far
            + coalesce(sum(recall_days) over before, 0))::integer)::date as admitted_on,
        bool_and(happens) over so_far as is_recalled
    from recall_draws
    window
        so_far as (partition by block, case_no order by recall_no),
        before as (
            partition by block, case_no order by recall_no
            rows between unbounded preceding and 1 preceding
        )
),

recalls as (
    select
        recall_dates.* exclude (recall_no, item, gap_days, recall_days, happens, is_recalled, admitted_on),
        1 + recall_no as spell_no, 'recall' as kind, working_day(admitted_on) as admitted_on,
        working_day(least(
            (admitted_on + recall_days::integer)::date, sentence_ends_on, cycle_ends_on
        )) as left_on,
        true as is_sentenced
    from recall_dates
    where is_recalled and admitted_on < sentence_ends_on - 10 and admitted_on < cycle_ends_on - 10
        -- nobody who is held on is released to be recalled
        and not (disposal = 'custody' and chance('custody.held_on', block, case_no, 250))
),

stays as (
    select * from first_stays
    union all by name
    select * from recalls
),

-- Held on after the sentence for the Home Office; and death, which ends all.
ended as (
    select
        * exclude (left_on),
        case
            when is_sentenced and disposal = 'custody' and kind <> 'recall'
                and chance('custody.held_on', block, case_no, 250)
                then least((left_on + 30 + pick('custody.held_on_days', block, case_no, 200)::integer)::date,
                    greatest(left_on, cycle_ends_on))
            else left_on
        end as left_on,
        left_on as sentence_served_on
    from stays
    where died_on is null or admitted_on < died_on
),

timed as (
    select
        *,
        coalesce(died_on < left_on, false) as is_death,
        case_no * 10 + spell_no as item,
        at_second(admitted_on, 50400 + pick('custody.admitted', block, case_no * 10 + spell_no, 18000)) as admitted_at,
        at_second(
            case when died_on < left_on then died_on else left_on end,
            -- released from the dock, or in the morning
            case when left_on <= disposed_on then 64000 else 28800 end
            + pick('custody.released', block, case_no * 10 + spell_no, 14400)
        ) as released_at
    from ended
)

select
    block, person, number, case_no, case_number, spell_no, item, kind, is_woman, course,
    -- a case has one booking, which a recall opens again
    case_number as offender_book_id,
    concat(
        lpad((case_number % 1000000000)::varchar, 9, '0'),
        chr((65 + case_number // 1000000000)::integer)
    ) as booking_no,
    coalesce(oddity, case
        when kind <> 'recall' and left_on - admitted_on > 20
            and pick('custody.oddity', block, item, 300) < 11
            then pick('custody.oddity', block, item, 300)
    end) as oddity,
    admitted_at, released_at, is_sentenced, is_death,
    case
        when is_death then 'died'
        when kind = 'remand' and not is_sentenced and left_on < disposed_on then 'bailed'
        when kind = 'remand' and not is_sentenced and verdict <> 'convicted' then 'not convicted'
        when kind = 'remand' and not is_sentenced then 'not sentenced to custody'
        when sentence_served_on < left_on then 'removed'
        when kind = 'recall' then 're-released'
        when disposal = 'life' then 'life licence'
        when automatic_release_on > left_on then 'curfew'
        else 'automatic'
    end as release_kind,
    case when kind = 'remand' then convicted_on end as convicted_on,
    case when is_sentenced and kind <> 'recall' then disposed_on end as sentenced_on,
    case when sentence_served_on < left_on then sentence_served_on end as held_on_from,
    disposed_on, verdict, disposal, sentence_days, sentence_ends_on, crown_ou_code,
    magistrates_court_code, crown_court_id, is_crown, region
from timed
-- a stay for which the sentence was served on remand lasts to the evening
where released_at > admitted_at
order by block, item;

-- One row per legal status of a stay, unbroken: remand, convicted (not sentenced yet), sentenced,
-- recall, held on (by immigration powers).
create or replace temp table custody_statuses as
with moments as (
    select block, item, 'remand' as status, admitted_at as from_at from custody_spells where kind = 'remand'
    union all
    select block, item, 'convicted', at_second(convicted_on, 43200)
    from custody_spells
    where kind = 'remand' and verdict = 'convicted'
        and convicted_on < coalesce(sentenced_on, disposed_on)
        and at_second(convicted_on, 43200) between admitted_at and released_at
    union all
    select block, item, 'sentenced', greatest(admitted_at, at_second(sentenced_on, 50000))
    from custody_spells
    where sentenced_on is not null
    union all
    select block, item, 'recall', admitted_at from custody_spells where kind = 'recall'
    union all
    -- in the morning after, or in the evening of a sentence that was served by then
    select
        block, item, 'held on',
        greatest(at_second(held_on_from, 36000), at_second(sentenced_on, 70000), admitted_at + interval 1 hour)
    from custody_spells
    where held_on_from is not null
)

select
    spells.block, spells.person, spells.case_no, spells.spell_no, spells.item, moments.status,
    moments.from_at,
    coalesce(
        lead(moments.from_at) over (partition by spells.block, spells.item order by moments.from_at),
        spells.released_at
    ) as to_at
from moments
inner join custody_spells as spells using (block, item)
where moments.from_at < spells.released_at
order by spells.block, spells.item, moments.from_at;
