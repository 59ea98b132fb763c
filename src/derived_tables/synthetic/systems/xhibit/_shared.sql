-- What XHIBIT's tables share: its cases, their defendants, and their hearings.
-- A case is written when the court receives it, and leaves the extracts 26 weeks after it closed.
-- One that was open when its court moved to Common Platform stays as it was that morning; staff
-- close it by hand some weeks after it ended there (invented), without verdict or disposal.
create or replace temp table xhibit_hearing_types as
select *, row_number() over (order by category, code) as number
from read_csv(list_file('xhibit_hearing_types'), all_varchar = true);

create or replace temp table xhibit_trial_outcomes as
select * replace (weight::integer as weight)
from read_csv(list_file('xhibit_trial_outcomes'), all_varchar = true);
create or replace temp table weighed_trial_outcomes as
select
    case trial_code_type when 'C' then 'cracked' when 'E' then 'effective' else 'ineffective' end as pool,
    code as member, weight
from xhibit_trial_outcomes;
create or replace temp table xhibit_outcome_slots as
select pool, slot, xhibit_trial_outcomes.id as outcome_id
from slots_of(1000, 'weighed_trial_outcomes') as slots
inner join xhibit_trial_outcomes on xhibit_trial_outcomes.code = slots.member;

create or replace temp table xhibit_cases as
with received as (
    select
        block, case_no, case_number, number, urn, route, is_remanded, verdict, order_days,
        first_hearing_on, remand_ends_on, magistrates_ended_on, crown_received_on, crown_disposed_on,
        magistrates_court_code, crown_court_id, is_in_libra,
        crown_court_id::bigint - 400 as court_id,
        case route when 'trial' then 'T' when 'sentence' then 'S' else 'A' end as case_type,
        -- against the sentence as well, for some (invented)
        case
            when route = 'appeal' and chance('xhibit.case.sub_type', block, case_no, 4000) then 'B'
            when route = 'appeal' then 'C'
        end as case_sub_type,
        case when is_crown_in_common_platform then at_second(crown_moves_on, 18000) end as moved_at,
        case
            when is_crown_in_common_platform
                then (crown_disposed_on + 14 + pick('xhibit.case.closed', block, case_no, 70)::integer)::date
            else crown_disposed_on
        end as closed_on,
        at_second(crown_received_on, 25200 + pick('xhibit.case.created', block, case_no, 7200)) as created_at
    from cases
    where is_in_xhibit
)

select
    *,
    case_number * 2 as case_id,
    moved_at is not null as is_moved,
    -- the night after, when the day's results are in
    at_second(closed_on, 79200 + pick('xhibit.case.night', block, case_no, 3600)) as closed_at,
    at_second((closed_on + 183)::date, 3600) as left_at,
    -- what happens from this moment on is not written here
    coalesce(moved_at, at_second(closed_on, 79200)) as kept_until
from received
where closed_on + 183 >= getvariable('history_from')::date;

-- Every case has its own record of a defendant. Defendant's part of the case and record have
-- one number. A second defendant is on bail.
create or replace temp table xhibit_defendants as
select
    defendants.block, defendants.case_no, defendants.defendant_no, defendants.is_principal,
    defendants.person, defendants.defendant_number * 2 as defendant_id, defendants.asn,
    defendants.disposal,
    case
        when cases.route = 'appeal' then 'N'
        when cases.is_remanded and defendants.is_principal and cases.remand_ends_on >= cases.crown_received_on then 'C'
        else 'B'
    end as first_status,
    case
        when cases.is_remanded and defendants.is_principal and cases.remand_ends_on >= cases.crown_received_on
            and cases.remand_ends_on < cases.crown_disposed_on
            and at_second(cases.remand_ends_on, 72000) < cases.kept_until
            then at_second(cases.remand_ends_on, 64800 + pick('xhibit.defendant.bailed', defendants.block, defendants.defendant_number, 3600))
    end as bailed_at,
    cases.* exclude (block, case_no, number)
from defendants
inner join xhibit_cases as cases using (block, case_no);

-- A hearing is listed some weeks ahead and written up in the evening; every one has a sitting of its
-- own. One in 250 was listed by mistake as well (invented), and is taken out again before its day.
create or replace temp table xhibit_hearings as
with heard as (
    select
        hearings.block, hearings.case_no, hearings.item * 2 as item,
        cases.case_number * 200 + hearings.item % 100 * 2 as hearing_id,
        hearings.heard_on, hearings.hearing_type, hearings.minutes, hearings.trial_outcome, hearings.is_last,
        local_time(hearings.starts_at) as starts_local,
        hearings.starts_at + to_seconds(
            hearings.minutes * 60 + 1200 + pick('xhibit.hearing.result', hearings.block, hearings.item, 9000)
        ) as resulted_at,
        greatest(
            cases.created_at + to_seconds(60),
            hearings.starts_at - to_seconds(86400 * (3 + pick('xhibit.hearing.lead', hearings.block, hearings.item, 40))
                + pick('xhibit.hearing.listed', hearings.block, hearings.item, 20000))
        ) as listed_at,
        cases.case_id, cases.case_type, cases.case_sub_type, cases.court_id, cases.crown_received_on,
        cases.closed_on, cases.closed_at, cases.left_at
    from hearings
    inner join xhibit_cases as cases using (block, case_no)
    where hearings.tier = 'crown' and hearings.system = 'xhibit'
),

typed as (
    select
        *,
        hearing_type = 'trial' and chance('xhibit.sitting.floating', block, item, 1500) as is_floating,
        false as is_mistake
    from heard
),

doubled as (
    select * from typed
    union all by name
    select * replace (item + 1 as item, hearing_id + 1 as hearing_id, true as is_mistake)
    from typed
    where listed_at < starts_local - to_days(2) and chance('xhibit.hearing.mistake', block, item, 40)
)

select
    *,
    listed_at + to_seconds(datediff('second', listed_at, starts_local) // 2) as removed_at,
    case hearing_type
        when 'plea and trial preparation' then 'PCM'
        when 'trial' then case when is_floating then 'TFL' else 'TRL' end
        when 'sentence' then case case_type when 'S' then 'CSE' else 'SEN' end
        when 'appeal' then case case_sub_type when 'B' then 'ACS' else 'ACN' end
        else 'MEN'
    end as hearing_type_code
from doubled;
