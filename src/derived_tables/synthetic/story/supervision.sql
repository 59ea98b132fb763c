-- One row per sentence that the Probation Service supervises: community orders, suspended
-- sentences, and custody (before release and on licence).
create or replace temp table supervisions as
with dated as (
    select
        cases.*,
        case when disposal in ('custody', 'life') then 'custody' else disposal end as kind,
        case
            when disposal in ('custody', 'life') then sentence_ends_on
            else (disposed_on + order_days::integer)::date
        end as expected_end_on,
        pick('supervision.end', block, case_no, 10000) as end_u
    from cases
    where disposal in ('community', 'suspended', 'custody', 'life')
),

ended as (
    select
        *,
        case
            when kind = 'custody' then 'expired'
            when end_u < 7000 then 'expired'
            -- good progress, a breach, or a new sentence ends it early
            when end_u < 7800 then 'good progress'
            when end_u < 9000 then 'breach'
            -- unpaid work that is not done keeps the order in force past its end
            else 'unpaid work'
        end as end_reason
    from dated
)

select
    block, person, number, case_no, case_number, kind, disposed_on as starts_on, sentence_days, order_days,
    expected_end_on,
    case
        when died_on <= expected_end_on then died_on
        when end_reason in ('good progress', 'breach')
            then (starts_on + (order_days * (40 + pick('supervision.share', block, case_no, 50)) // 100)::integer)::date
        when end_reason = 'unpaid work'
            then least(cycle_ends_on, (expected_end_on + 20 + pick('supervision.late', block, case_no, 150)::integer)::date)
        else expected_end_on
    end as ended_on,
    case when died_on <= expected_end_on then 'death' else end_reason end as end_reason,
    released_on, is_crown, magistrates_court_code, crown_court_id, region, is_woman, course
from (select *, disposed_on as starts_on from ended) as ended
order by block, case_no;
