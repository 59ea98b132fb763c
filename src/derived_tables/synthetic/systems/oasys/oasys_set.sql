-- A version of an assessment: begun, signed where another must countersign, complete; one in two
-- hundred declared void a week later; or left too long and locked; or begun by mistake and deleted. Scores come with the signature.
with versions as (
    select *, begun_at as version_at, done_at as until_at, 'I' as op, 'OPEN' as status
    from oasys_assessments
    union all
    select
        *, done_at, coalesce(done_at + waits_for, case course_of_work when 'void' then done_at + to_days(8) end), 'U',
        case course_of_work
            when 'mistake' then 'OPEN' when 'locked' then 'LOCKED_INCOMPLETE'
            when 'countersigned' then 'SIGNED' else 'COMPLETE'
        end
    from oasys_assessments
    union all
    select *, done_at + waits_for, null, 'U', 'COMPLETE'
    from oasys_assessments
    where waits_for is not null
    union all
    select *, done_at + to_days(8), null, 'U', 'COMPLETE'
    from oasys_assessments
    where course_of_work = 'void'
),

scored as (
    select
        *,
        status in ('SIGNED', 'COMPLETE') as has_scores,
        ogrs * 72 // 100 as ogrs_1year,
        case course when 'prolific' then 180 when 'serious' then 620 when 'long' then 900 when 'life' then 1000 else 110 end
            + pick('oasys.rsr', block, item, 400) as rsr_hundredths,
        case
            when course in ('long', 'life') then 6 when course = 'serious' then 4 else 0
        end + pick('oasys.rosh', block, item, 5) as rosh_points
    from versions
)

select
    block, item, version_at, until_at, op,
    (70000000 + block * 20000000 + item)::varchar as oasys_set_pk,
    (4000000 + case_number)::varchar as oasys_assessment_group_pk,
    (1 + case_no % 1000)::varchar as cms_event_number,
    case when kind <> 'custody' and likelihood < 35 then 'LAYER1' else 'LAYER3' end as ref_ass_version_code,
    status as assessment_status_elm,
    case when review_no = 0 then '100' else '200' end as purpose_assessment_elm,
    date_text(begun_on) as initiation_date,
    case when status = 'COMPLETE' then time_text(local_time(done_at + coalesce(waits_for, to_days(0)))) end as date_completed,
    case when course_of_work = 'void' and version_at > done_at then date_text(local_time(version_at)::date) end
        as assessment_voided_date,
    case when has_scores then ogrs_1year::varchar end as ogrs3_1year,
    case when has_scores then ogrs::varchar end as ogrs3_2year,
    case
        when not has_scores then null
        when ogrs < 50 then 'L' when ogrs < 75 then 'M' when ogrs < 90 then 'H' else 'V'
    end as ogrs3_risk_recon_elm,
    case when has_scores then (ogrs * 9 // 10)::varchar end as ogp_2year,
    case when has_scores then (ogrs * 6 // 10)::varchar end as ovp_2year,
    case when has_scores then concat(rsr_hundredths // 100, '.', lpad((rsr_hundredths % 100)::varchar, 2, '0')) end
        as rsr_percentage_score,
    case
        when not has_scores then null
        when rsr_hundredths < 300 then 'L' when rsr_hundredths < 690 then 'M' else 'H'
    end as rsr_risk_recon_elm,
    case
        when not has_scores then null
        when rosh_points < 3 then 'L' when rosh_points < 7 then 'M' when rosh_points < 10 then 'H' else 'V'
    end as rosh_level_elm,
    time_text(local_time(version_at)) as lastupd_date,
    case when op = 'U' and course_of_work = 'mistake' then time_text(local_time(done_at)) end as deleted_date
from scored
