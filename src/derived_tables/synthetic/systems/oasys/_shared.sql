-- Assessments of people whom the Probation Service supervises: one at the start of a sentence,
-- others about once a year, one before the end. All of it is invented but the sentence.

-- Not everyone is assessed: nearly all who were in custody, most who are on orders.
create or replace temp table oasys_sentences as
select
    supervisions.*, identities.* exclude (block, person, system, item, number),
    greatest(
        (starts_on + 5 + pick('oasys.first', supervisions.block, case_no, 25)::integer)::date,
        -- OASys came in 2004, to those then supervised within the year
        (date '2004-01-05' + pick('oasys.arrival', supervisions.block, case_no, 300)::integer)::date
    ) as first_on,
    -- how likely they are to reoffend, in points of 100
    least(97, greatest(4,
        case course
            when 'prolific' then 58 when 'occasional' then 34 when 'serious' then 40
            when 'summary' then 22 when 'script' then 55 else 25
        end
        + pick('oasys.likelihood', supervisions.block, person, 40)
        - case when year(starts_on) - year(birth_date) > 40 then 15 else 0 end
    )) as likelihood
from supervisions
inner join identities using (block, person)
where identities.system = 'oasys'
    and chance('oasys.assessed', supervisions.block, case_no,
        case supervisions.kind when 'custody' then 9400 else 7200 end)
    and starts_on + 30 < ended_on and ended_on > date '2004-11-30';

-- A review every ten to sixteen months while the sentence runs.
create or replace temp table oasys_assessments as
with reviews as (
    select
        sentences.*, review.number as review_no, case_no * 64 + review.number as item,
        (first_on + (review.number * (300 + pick('oasys.interval', block, case_no, 180)))::integer)::date as begun_on
    from oasys_sentences as sentences
    cross join range(60) as review (number)
    where review.number * (300 + pick('oasys.interval', block, case_no, 180)) < ended_on - first_on
),

begun as (
    select
        *,
        at_second(begun_on, 30600 + pick('oasys.begun', block, item, 25000))
            + to_microseconds(pick('oasys.micro', block, item, 1000000)) as begun_at,
        3600 * 4 + 1200 * pick('oasys.work', block, item, 1200) as work_seconds,
        case
            when chance('oasys.mistake', block, item, 30) then 'mistake'
            when chance('oasys.unfinished', block, item, 300) then 'locked'
            when chance('oasys.void', block, item, 50) then 'void'
            when chance('oasys.countersigned', block, item, 3500) then 'countersigned'
            else 'signed off'
        end as course_of_work,
        least(98, greatest(2, likelihood - 2 * review_no + pick('oasys.change', block, item, 9) - 4)) as ogrs
    from reviews
)

select
    *,
    -- finished in office hours of the day on which the work was done
    case course_of_work
        when 'mistake' then begun_at + to_seconds(1800 + pick('oasys.noticed', block, item, 90000))
        when 'locked' then begun_at + to_days(60)
        else date_trunc('day', begun_at + to_seconds(work_seconds) + to_days(1))
            + to_seconds(36000 + pick('oasys.done', block, item, 21600))
    end as done_at,
    case when course_of_work = 'countersigned'
        then to_days(1 + pick('oasys.countersigning', block, item, 9)::integer)
            + to_seconds(pick('oasys.countersigned_at', block, item, 7200) - 3600) end as waits_for
from begun;
