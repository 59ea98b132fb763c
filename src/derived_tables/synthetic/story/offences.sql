-- One row per defendant of a case. Most cases have one; the second of some is a person of the same
-- block, whose own cycles know nothing of it.
create or replace temp table defendants as
with charged as (
select block, case_no, case_number, charged_on, urn, 1 as defendant_no, person, plea, verdict, convicted_on, disposal, true as is_principal
from cases
union all
select
    block, case_no, case_number, charged_on, urn, 2 as defendant_no,
    (person * 7 + cycle * 11 + 3) % 138 as person,
    case when chance('defendants.plea', block, case_no, 6500) then 'guilty' else 'not guilty' end as plea,
    case when chance('defendants.plea', block, case_no, 7500) then 'convicted' else 'acquitted' end as verdict,
    disposed_on as convicted_on,
    case
        when not chance('defendants.plea', block, case_no, 7500) then 'none'
        when chance('defendants.fine', block, case_no, 7000) then 'fine'
        else 'discharge'
    end as disposal,
    false as is_principal
from cases
where course in ('occasional', 'serious', 'long') and route in ('trial', 'magistrates')
    and chance('cases.second_defendant', block, case_no, 1200)
)

select
    * exclude (charged_on),
    case_number * 2 + defendant_no - 1 as defendant_number,
    -- arrest summons number: year, force, unit, system, serial, check letter
    concat(
        lpad((year(charged_on) % 100)::varchar, 2, '0'), lpad((1 + block % 43)::varchar, 2, '0'),
        lpad((block // 43)::varchar, 2, '0'), '01',
        lpad(((case_no % 200000) * 2 + defendant_no - 1)::varchar, 11, '0'),
        'ABCDEFGHJKLMNPQRTUVWXYZ'[(1 + (case_number * 2 + defendant_no) % 23)::integer]
    ) as asn
from charged
order by block, case_no, defendant_no;

-- One row per offence charged against a defendant. In one case of five the first charge is replaced
-- half-way by another (number 11), which then has the outcome.
create or replace temp table offences_charged as
with counted as (
    select
        cases.*, defendants.defendant_no, defendants.person as defendant, defendants.is_principal as is_own,
        defendants.plea as own_plea, defendants.verdict as own_verdict,
        defendants.convicted_on as own_convicted_on, defendants.disposal as own_disposal,
        case
            when course = 'summary' then case when chance('offences.count', block, case_no, 2200) then 2 else 1 end
            when is_crown then 1 + pick('offences.count', block, case_no, 3) + case when chance('offences.more', block, case_no, 2500) then 2 else 0 end
            else 1 + pick('offences.count', block, case_no, 2)
        end as offence_count,
        chance('offences.replaced', block, case_no, 2000) and disposed_on - charged_on > 20 as has_replaced,
        (charged_on + ((disposed_on - charged_on) // 2)::integer)::date as replaced_on
    from cases
    inner join defendants using (block, case_no)
),

listed as (
    select counted.*, offence.number as offence_no
    from counted
    cross join lateral range(1, offence_count + 1) as offence (number)
    union all
    select *, 11 as offence_no from counted where has_replaced
),

coded as (
    select
        listed.*,
        case_no * 100 + defendant_no * 20 + offence_no as item,
        case
            when course = 'life' and offence_no in (1, 11) then 'murder'
            when course = 'summary' then 'summary'
            when route = 'trial' and chance('offences.serious', block, case_no * 20 + offence_no, case course when 'prolific' then 2500 else 5500 end)
                then 'indictable'
            else 'either'
        end as offence_pool,
        pick('offences.code', block, case_no * 20 + offence_no, 1000) as offence_slot
    from listed
)

select
    block, case_no, defendant_no, offence_no, item, defendant as person,
    offence.cjs_code, offence.home_office_code, offence.title as offence_title, offence.mode as offence_mode,
    offence_on, case when offence_no = 11 then replaced_on else charged_on end as charged_on,
    has_replaced and offence_no = 1 as is_replaced,
    case when has_replaced and offence_no in (1, 11) then replaced_on end as replaced_on,
    offence_no = case when has_replaced then 11 else 1 end as is_principal,
    case when has_replaced and offence_no = 1 then null else own_plea end as plea,
    case when not (has_replaced and offence_no = 1) then
        case when own_plea = 'guilty' then least(own_convicted_on, (first_hearing_on + 28)::date)
            else least(own_convicted_on, (first_hearing_on + 42)::date) end
    end as plea_on,
    case
        when has_replaced and offence_no = 1 then 'withdrawn'
        -- of several offences some are not proceeded with
        when offence_no between 2 and 10 and chance('offences.dropped', block, item, 1500) then 'withdrawn'
        else own_verdict
    end as verdict,
    own_convicted_on as verdict_on,
    case
        when has_replaced and offence_no = 1 then 'none'
        when offence_no between 2 and 10 and chance('offences.dropped', block, item, 1500) then 'none'
        when offence_no in (1, 11) or own_disposal in ('none', 'fine', 'discharge', 'other') then own_disposal
        when chance('offences.lesser', block, item, 4000) then 'other'
        else own_disposal
    end as disposal,
    disposed_on,
    -- the principal offence has the longest sentence; the others run with it
    case when own_disposal in ('custody', 'suspended', 'life') then
        case
            when offence_no = case when has_replaced then 11 else 1 end then sentence_days
            else greatest(7, sentence_days * (20 + pick('offences.share', block, item, 60)) // 100)
        end
    end as sentence_days,
    case when offence_no = case when has_replaced then 11 else 1 end then 'principal' else 'concurrent' end as runs,
    case when own_disposal = 'fine' then 40 + 10 * pick('offences.fine', block, item, 60) end as fine_pounds,
    is_crown, route
from coded
inner join offence_slots as offence
    on offence.pool = coded.offence_pool and offence.slot = coded.offence_slot
order by block, case_no, defendant_no, offence_no;
