-- What Libra's tables share: its cases, their defendants, and the offences that they are charged
-- with. A case is written when the court receives it and completed in the evening of its last
-- hearing there. One that was open when its court moved to Common Platform stays as it was that
-- morning; nobody touches it again.
create or replace temp table libra_cases as
with received as (
    select
        block, case_no, case_number, urn, course, route, is_crown, is_remanded, disposal, order_days,
        charged_on, received_on, first_hearing_on, remand_ends_on, magistrates_ended_on, magistrates_court_code,
        is_magistrates_in_common_platform as is_moved,
        at_second(received_on, 25200 + pick('libra.case.created', block, case_no, 7200)) as created_at,
        at_second(first_hearing_on, 61200 + pick('libra.case.heard', block, case_no, 3600)) as heard_at,
        at_second(magistrates_ended_on, 69600 + pick('libra.case.completed', block, case_no, 9000)) as ended_at,
        case when is_magistrates_in_common_platform then at_second(magistrates_moves_on, 18000) end as moved_at,
        pick('libra.case.initiation', block, case_no, 100) as initiation_u
    from cases
    where is_in_libra
)

select
    *,
    case_number * 2 as case_id,
    -- summary cases begin on paper, others at the police station (shares are invented)
    case
        when is_remanded or is_crown and route <> 'appeal' then 'CHARGE'
        when course = 'summary' and initiation_u < 45 then 'SJP NOTICE'
        when course = 'summary' and initiation_u < 60 then 'SUMMONS'
        when course = 'summary' and initiation_u < 85 then 'REQUISITION'
        when course <> 'summary' and initiation_u < 30 then 'REQUISITION'
        else 'CHARGE'
    end as initiation,
    case
        when is_remanded then 'CUSTODY'
        when course = 'summary' and not is_crown or course = 'script' then 'NONE'
        when chance('hearings.conditional', block, case_no, 5500) then 'CONDITIONAL'
        else 'UNCONDITIONAL'
    end as court_status,
    case when moved_at is null then ended_at end as completed_at,
    -- what happens from this moment on is not written here
    coalesce(moved_at, ended_at) as kept_until
from received;

-- One in 300 is entered twice, and the second entry deleted days later.
create or replace temp table libra_defendants as
with charged as (
    select
        defendants.block, defendants.case_no, defendants.defendant_no, defendants.person,
        defendants.defendant_number, defendants.defendant_number * 2 as defendant_id, defendants.asn,
        cases.* exclude (block, case_no, disposal, court_status),
        -- a second defendant is on bail
        case
            when defendants.is_principal or cases.court_status = 'NONE' then cases.court_status
            when chance('libra.defendant.conditional', defendants.block, defendants.defendant_number, 5500)
                then 'CONDITIONAL'
            else 'UNCONDITIONAL'
        end as court_status
    from defendants
    inner join libra_cases as cases using (block, case_no)
)

select
    charged.*,
    surname, forename, birth_date, sex, pnc_number, cro_number,
    case when mess('second_ethnicity') then coalesce(second_ethnicity_code, ethnicity_code)
        else ethnicity_code end as ethnicity_code,
    birth_date > magistrates_ended_on - to_years(21) as is_under_21
from charged
inner join identities
    on identities.block = charged.block and identities.person = charged.person
    and identities.system = 'libra';

-- A charge that is replaced while magistrates have the case is withdrawn, and its successor written,
-- in the evening. A plea is entered by the last hearing there; sent up without one, it is NO PLEA.
create or replace temp table libra_offences as
with charged as (
    select
        offences.block, offences.case_no, offences.item, offences.offence_no, offences.cjs_code,
        offences.offence_mode, offences.offence_on, offences.charged_on,
        -- what is replaced later, in the Crown Court, was convicted here first
        case when offences.is_replaced and offences.route <> 'trial' then 'guilty' else offences.plea end as plea,
        case when offences.is_replaced and offences.route <> 'trial' then 'convicted' else offences.verdict end as verdict,
        offences.disposal, offences.sentence_days, offences.runs, offences.fine_pounds,
        offences.is_replaced and offences.replaced_on < defendants.magistrates_ended_on as is_withdrawn,
        offences.replaced_on,
        case when offences.is_replaced and offences.route <> 'trial' then defendants.magistrates_ended_on else offences.plea_on end as plea_on,
        defendants.defendant_id, defendants.case_number, defendants.route, defendants.order_days,
        defendants.court_status, defendants.is_under_21, defendants.initiation, defendants.created_at,
        defendants.completed_at, defendants.kept_until, defendants.magistrates_ended_on
    from offences_charged as offences
    inner join libra_defendants as defendants using (block, case_no, defendant_no)
    where offences.offence_no <> 11 or offences.replaced_on < defendants.magistrates_ended_on
),

replaced as (
    select
        *,
        -- two minutes after the successor
        case
            when is_withdrawn or offence_no = 11
                then greatest(created_at + to_seconds(3600), at_second(replaced_on, 61200))
        end as replaced_at,
        case
            when is_withdrawn or plea_on is null then null
            when route = 'trial' and plea_on > magistrates_ended_on then null
            else least(greatest(plea_on, charged_on), magistrates_ended_on)
        end as pleaded_on
    from charged
),

moments as (
    select
        * exclude (plea_on),
        case when offence_no = 11 then replaced_at - to_seconds(120) else created_at + to_seconds(20) end as written_at,
        case
            when pleaded_on < magistrates_ended_on
                then at_second(pleaded_on, 65400 + pick('libra.offence.pleaded', block, item, 3600))
        end as pleaded_at,
        case
            when is_withdrawn then 'WITHDRAWN'
            when route = 'trial' then null
            when verdict = 'withdrawn' then 'WITHDRAWN'
            when route = 'magistrates' and verdict = 'discontinued' then 'DISCONTINUED'
            when route = 'magistrates' and verdict = 'acquitted'
                then case when chance('libra.offence.dismissed', block, item, 4000) then 'DISMISSED' else 'NOT GUILTY' end
            when plea = 'not guilty' and initiation = 'SJP NOTICE' then 'PROVED'
            else 'GUILTY'
        end as finding
    from replaced
)

select
    * replace (
        case when is_withdrawn and replaced_at < kept_until then replaced_at end as replaced_at,
        case when pleaded_at < kept_until then pleaded_at end as pleaded_at,
        case when not is_withdrawn then completed_at end as completed_at
    ),
    (case_number * 100 + item % 100) * 2 as offence_id
from moments
where written_at < kept_until;
