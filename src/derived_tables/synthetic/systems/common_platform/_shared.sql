-- What Common Platform's tables share: its cases, who is charged with what in them, and its
-- hearings. A case open when its court moved is there from the move on, with the dates it had.

-- An id of reference data is the same for every seed.
create or replace temp macro fixed_uuid(text) as cast(cast(md5(text) as uuid) as varchar);

create or replace temp table cp_results as
select * from read_csv(list_file('common_platform_results'), all_varchar = true);

create or replace temp table cp_trial_types as
select * replace (weight::integer as weight)
from read_csv(list_file('common_platform_trial_types'), all_varchar = true);
create or replace temp table weighed_trial_types as
select lower(trial_type) as pool, code as member, weight from cp_trial_types;
create or replace temp table cp_trial_type_slots as
select pool, slot, cp_trial_types.id
from slots_of(1000, 'weighed_trial_types') as slots
inner join cp_trial_types on cp_trial_types.code = slots.member;

create or replace temp table cp_courts as
select ou_code, name, fixed_uuid('court centre ' || ou_code) as court_centre_id
from (
    select ou_code, name from crown_courts
    union all
    select ou_code, name from magistrates_courts
) as courts;

create or replace temp table cp_cases as
select
    block, case_no, uuid_text('common_platform.case', block, case_no) as case_id,
    urn, course, route, is_crown, is_remanded, first_hearing_on, remand_ends_on, disposed_on,
    order_days, received_on,
    -- one held in custody is before the court first and written up afterwards
    least(
        at_second(received_on, 25200 + pick('common_platform.case.received', block, case_no, 32400)),
        at_second(first_hearing_on, 21600)
    ) as initiated_at,
    case when is_crown then at_second(crown_received_on, 21600) end as crown_initiated_at,
    -- open cases are loaded on the morning of the move
    at_second(magistrates_moves_on, 18000) as magistrates_moved_at,
    at_second(crown_moves_on, 18000) as crown_moved_at,
    magistrates_ended_on,
    mess('before_receipt') and chance('common_platform.case.late', block, case_no, 150) as is_received_late,
    pick('common_platform.case.prosecutor', block, case_no, 100) as prosecutor_u,
    pick('common_platform.case.initiation', block, case_no, 100) as initiation_u
from cases
where is_magistrates_in_common_platform or is_crown_in_common_platform;

create or replace temp table cp_hearings as
with placed as (
    select
        hearings.*, cp_cases.* exclude (block, case_no, route), cp_cases.route,
        hearings.is_last and (hearings.tier = 'crown' or not cp_cases.is_crown) as is_final,
        -- a hearing is listed some weeks ahead, once the case is there
        greatest(
            case hearings.tier when 'crown' then crown_initiated_at else initiated_at end,
            case hearings.tier when 'crown' then crown_moved_at else magistrates_moved_at end,
            starts_at - to_seconds(86400 * (3 + pick('common_platform.hearing.lead', block, item, 40))
                + pick('common_platform.hearing.listed', block, item, 20000))
        ) + to_microseconds(pick('common_platform.hearing.micro', block, item, 1000000)) as listed_at,
        starts_at + to_seconds(
            minutes * 60 + 1200 + pick('common_platform.hearing.result', block, item, 9000)
        ) + to_microseconds(pick('common_platform.hearing.micro', block, item, 1000000)) as resulted_at
    from hearings
    inner join cp_cases using (block, case_no)
    where hearings.system = 'common_platform'
)

select
    placed.*,
    uuid_text('common_platform.hearing', block, item) as hearing_id,
    court_centre_id, name as court_centre_name,
    -- the bail that the hearing leaves the first defendant on
    case
        when is_final then 'A'
        when is_remanded and heard_on < remand_ends_on then 'C'
        when bail_status = 'not applicable' then 'A'
        when bail_status = 'unconditional bail' then 'U'
        else 'B'
    end as bail_code
from placed
inner join cp_courts using (ou_code);

create or replace temp table cp_defendants as
select
    defendants.block, defendants.case_no, defendants.defendant_no, defendants.is_principal,
    uuid_text('common_platform.defendant', defendants.block, defendants.defendant_number) as defendant_id,
    -- the person behind several cases, where somebody matched them
    case
        when mess('missing_identifier')
            and chance('common_platform.defendant.unmatched', defendants.block, defendants.defendant_number, 1000)
            then uuid_text('common_platform.defendant', defendants.block, defendants.defendant_number)
        else uuid_text('common_platform.master', defendants.block, defendants.person)
    end as master_defendant_id,
    concat(left(forename, 1), lower(substr(forename, 2))) as first_name,
    concat(left(surname, 1), lower(substr(surname, 2))) as last_name,
    birth_date, case sex when 'F' then 'FEMALE' else 'MALE' end as gender,
    case when mess('second_ethnicity') then coalesce(second_ethnicity_code, ethnicity_code)
        else ethnicity_code end as ethnicity_code,
    pnc_number, asn
from defendants
inner join cp_cases using (block, case_no)
inner join identities
    on identities.block = defendants.block and identities.person = defendants.person
    and identities.system = 'common_platform';

-- An offence is repeated for every hearing while it is charged. A charge that is replaced is there
-- for the last time, and withdrawn, at the first hearing at which its successor is there.
create or replace temp table cp_replacements as
select
    block, case_no,
    coalesce(min(hearing_no) filter (where heard_on >= replaced_on), max(hearing_no)) as replaced_no
from hearings
inner join (
    select block, case_no, min(replaced_on) as replaced_on
    from offences_charged
    where replaced_on is not null
    group by block, case_no
) as replaced using (block, case_no)
group by block, case_no;

create or replace temp table cp_offences as
select
    offences_charged.* exclude (route, is_crown),
    uuid_text('common_platform.offence', offences_charged.block, offences_charged.item) as offence_id,
    defendant_id, defendants.is_principal as is_first_defendant,
    defendants.birth_date > offences_charged.disposed_on - to_years(21) as is_under_21,
    replaced_no
from offences_charged
inner join cp_defendants as defendants using (block, case_no, defendant_no)
left join cp_replacements using (block, case_no);

create or replace temp table cp_charges as
with charged as (
    select
        hearings.block, hearings.item * 64 + offences.defendant_no * 20 + offences.offence_no - 20 as item,
        offences.item as offence_item, hearings.item as hearing_item,
        hearings.hearing_id, hearings.case_id, offences.offence_id, offences.defendant_id,
        offences.defendant_no, offences.offence_no, offences.cjs_code, offences.offence_mode,
        offences.offence_on, offences.charged_on, offences.plea, offences.plea_on,
        offences.verdict, offences.verdict_on, offences.disposal, offences.sentence_days,
        offences.runs, offences.fine_pounds, offences.is_under_21, offences.is_replaced,
        hearings.is_crown, hearings.route, hearings.tier, hearings.heard_on, hearings.first_hearing_on,
        hearings.received_on, hearings.order_days, hearings.magistrates_ended_on,
        hearings.listed_at, hearings.resulted_at,
        offences.is_replaced and hearings.hearing_no = offences.replaced_no as is_withdrawn_now,
        hearings.is_last, hearings.is_final,
        case
            when hearings.is_final then 'A'
            when offences.is_first_defendant then hearings.bail_code
            when hearings.bail_code = 'C' then 'B'
            else hearings.bail_code
        end as bail_code
    from cp_hearings as hearings
    inner join cp_offences as offences using (block, case_no)
    where offences.replaced_no is null
        or (offences.is_replaced and hearings.hearing_no <= offences.replaced_no)
        or (offences.offence_no = 11 and hearings.hearing_no >= offences.replaced_no)
        or offences.offence_no between 2 and 10
)

select
    *,
    uuid_text('common_platform.target', block, item) as target_id,
    is_final or is_withdrawn_now as is_over,
    case
        when is_withdrawn_now then 'WDRN'
        when route = 'appeal' and tier = 'magistrates' and is_last then 'FO'
        when tier = 'magistrates' and is_crown and is_last and route = 'trial' then 'SCC'
        when tier = 'magistrates' and is_crown and is_last and bail_code = 'C' then 'CCSI'
        when tier = 'magistrates' and is_crown and is_last and bail_code = 'B' then 'CCSC'
        when tier = 'magistrates' and is_crown and is_last then 'CCSU'
        when not is_final then
            case bail_code when 'C' then 'RI' when 'B' then 'RC' when 'U' then 'RU' else 'A' end
        when verdict = 'withdrawn' then 'WDRN'
        when route = 'appeal' and verdict = 'convicted' then 'AACD'
        when route = 'appeal' then 'AACA'
        when verdict = 'discontinued' and is_crown then 'NGJ'
        when verdict = 'discontinued' then 'disc'
        when verdict = 'acquitted' and is_crown then 'DISCH'
        when verdict = 'acquitted' then 'DISM'
        when disposal = 'life' and is_under_21 then 'MCL'
        when disposal = 'life' then 'MLI'
        when disposal = 'custody' and is_under_21 then 'yoi'
        when disposal = 'custody' then 'imp'
        when disposal = 'suspended' and is_under_21 then 'SUSPSD'
        when disposal = 'suspended' then 'SUSPS'
        when disposal = 'community' then 'co'
        when disposal = 'fine' then 'FO'
        when disposal = 'discharge' then 'CD'
        when offence_no between 2 and 10 then 'NSP'
        when chance('common_platform.result.compensation', block, offence_item, 5000) then 'FCOMP'
        when chance('common_platform.result.bound', block, offence_item, 5000) then 'BOCOND'
        else 'AD'
    end as result_code
from charged;

-- Result lines: one for each offence and hearing. One in 250 was first given wrongly and taken back.
create or replace temp table cp_result_lines as
with given as (
    select
        block, item * 4 as item, result_code, 'OFFENCE' as level, false as is_mistake, item as charge_item,
        target_id, case_id, offence_id, defendant_id, heard_on, resulted_at, is_final, runs, sentence_days,
        fine_pounds, order_days, offence_item
    from cp_charges
    union all
    select
        block, item * 4 + 1, 'A', 'OFFENCE', true, item,
        target_id, case_id, offence_id, defendant_id, heard_on, resulted_at, is_final, runs, sentence_days,
        fine_pounds, order_days, offence_item
    from cp_charges
    where result_code <> 'A' and chance('common_platform.result.mistake', block, item, 40)
)

select
    given.*,
    uuid_text('common_platform.result', block, given.item) as result_line_id,
    results.id as result_definition_id, results.label, results.short_code,
    not is_mistake and chance('common_platform.result.amended', block, given.item, 100) as is_amended,
    -- with `orphan`, a few lines are written before the target that they name
    resulted_at + case
        when mess('orphan') and chance('common_platform.result.orphan', block, given.item, 50)
            then -to_seconds(300)
        else to_seconds(2)
    end as created_at,
    resulted_at + to_seconds(3600 + pick('common_platform.result.changed', block, given.item, 500000)) as changed_at
from given
inner join cp_results as results on results.short_code = given.result_code;
