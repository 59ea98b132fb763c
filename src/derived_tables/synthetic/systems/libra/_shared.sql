-- What Libra's tables share: its cases, and the days on which it learns something. A case that is
-- open when its court moves to Common Platform stays in Libra as it was that day.
create or replace temp table libra_cases as
select
    cases.*,
    block * 200000 + case_no as case_id,
    at_second(received_on, 32400 + pick('libra.case.created', block, case_no, 10000))
    + to_microseconds(pick('libra.case.micro', block, case_no, 1000000)) as created_at,
    case when first_hearing_on < magistrates_moves_on then
        at_second(first_hearing_on, 61200 + pick('libra.case.heard', block, case_no, 7000))
        + to_microseconds(pick('libra.case.heard_micro', block, case_no, 1000000))
    end as heard_at,
    case when magistrates_ended_on < magistrates_moves_on then
        at_second(magistrates_ended_on, 70000 + pick('libra.case.ended', block, case_no, 7000))
        + to_microseconds(pick('libra.case.ended_micro', block, case_no, 1000000))
    end as ended_at,
    -- an appeal is against a conviction here, and a committal for sentence follows one
    case
        when route in ('appeal', 'sentence') then 'convicted'
        when route = 'trial' then 'sent up'
        else verdict
    end as finding
from cases
where is_in_libra;
