-- One row per hearing of a case, in the magistrates' court and then in the Crown Court.
create or replace temp table hearings as
with tiers as (
    select
        cases.*, 'magistrates' as tier, first_hearing_on as tier_from, magistrates_ended_on as tier_to,
        case
            when magistrates_ended_on <= first_hearing_on then 1
            when is_crown and route <> 'appeal' then 2
            when magistrates_ended_on - first_hearing_on < 30 then 2
            else 2 + pick('hearings.magistrates', block, case_no, 3)
        end as hearing_count
    from cases
    union all by name
    select
        cases.*, 'crown' as tier,
        least(working_day((crown_received_on + 7 + pick('hearings.first', block, case_no, 14)::integer)::date), crown_disposed_on) as tier_from,
        crown_disposed_on as tier_to,
        case route
            when 'trial' then 4 + pick('hearings.crown', block, case_no, 4)
            else 1 + pick('hearings.crown', block, case_no, 3)
        end as hearing_count
    from cases
    where is_crown
),

numbered as (
    select
        tiers.*, hearing.number as place,
        case_no * 100 + case tier when 'crown' then 50 else 0 end + hearing.number as item,
        working_day((
            -- evenly from the first to the last; one alone is the last
            case when hearing_count = 1 then tier_to else tier_from end
            + ((tier_to - tier_from) * (hearing.number - 1) // greatest(1, hearing_count - 1))::integer
        )::date) as heard_on
    from tiers
    cross join lateral range(1, hearing_count + 1) as hearing (number)
),

-- Two hearings that fall on one day are one.
kept as (
    select * replace (least(heard_on, tier_to) as heard_on)
    from numbered
    qualify row_number() over (
        partition by block, case_no, tier, least(heard_on, tier_to) order by place desc
    ) = 1
),

typed as (
    select
        *,
        row_number() over (partition by block, case_no order by heard_on, tier desc, place) as hearing_no,
        place = hearing_count as is_last,
        case
            when tier = 'magistrates' and place = hearing_count and plea = 'not guilty' and not is_crown then 'trial'
            when tier = 'magistrates' and place = 1 then 'first'
            when tier = 'magistrates' and place = hearing_count and is_crown and route <> 'appeal' then 'sending'
            when tier = 'magistrates' and place = hearing_count then 'sentence'
            when tier = 'magistrates' and plea = 'not guilty' and place = hearing_count - 1 then 'trial'
            when tier = 'magistrates' then 'mention'
            when route = 'appeal' then 'appeal'
            when place = hearing_count and verdict = 'convicted' then 'sentence'
            when route = 'sentence' then 'mention'
            when place = 1 then 'plea and trial preparation'
            when plea = 'not guilty' and place >= hearing_count - 1 then 'trial'
            when plea = 'guilty' and place = hearing_count - 1 then 'trial'
            else 'mention'
        end as hearing_type
    from kept
)

select
    block, case_no, hearing_no, item, tier, heard_on, is_last, hearing_type,
    -- in London time 10:00 to 15:00, in quarters of an hour
    at_second(heard_on, 32400 + 900 * pick('hearings.time', block, item, 20)) as starts_at,
    10 + 5 * pick('hearings.minutes', block, item, case hearing_type when 'trial' then 60 else 12 end) as minutes,
    case
        when hearing_type <> 'trial' then null
        when tier = 'magistrates' and pick('hearings.outcome', block, item, 10000) < 2200 then 'ineffective'
        when tier = 'crown' and pick('hearings.outcome', block, item, 10000) < 2600 then 'ineffective'
        when plea = 'guilty' then 'cracked'
        when pick('hearings.outcome', block, item, 10000) > 7500 then 'cracked'
        else 'effective'
    end as trial_outcome,
    case
        when is_remanded and heard_on <= remand_ends_on then 'custody'
        when is_crown or course in ('occasional', 'prolific')
            then case when chance('hearings.conditional', block, case_no, 5500) then 'conditional bail' else 'unconditional bail' end
        else 'not applicable'
    end as bail_status,
    case tier when 'crown' then crown_ou_code else magistrates_ou_code end as ou_code,
    crown_court_id, magistrates_court_code,
    case tier
        when 'crown' then case when heard_on < crown_moves_on and is_in_xhibit then 'xhibit' else 'common_platform' end
        when 'magistrates' then case when heard_on < magistrates_moves_on then 'libra' else 'common_platform' end
    end as system
from typed
order by block, case_no, hearing_no;
