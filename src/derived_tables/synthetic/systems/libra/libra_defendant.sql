-- A version of a defendant's part of a case: as received, after the first hearing, once completed.
with parts as (
    select
        defendants.defendant_number, defendants.defendant_no, defendants.asn, defendants.is_principal,
        identities.surname, identities.forename, identities.birth_date, identities.sex,
        identities.ethnicity_code, identities.second_ethnicity_code, identities.pnc_number,
        identities.cro_number, defendants.person,
        cases.* exclude (person, surname, forename, birth_date, sex, ethnicity_code, second_ethnicity_code,
            pnc_number, cro_number),
        -- the part before its case, where that is late
        cases.created_at + case
            when mess('orphan') and chance('libra.defendant.orphan', cases.block, cases.case_no, 40)
                then interval '-20' minute
            else to_seconds(60 * defendants.defendant_no)
        end as made_at
    from defendants
    inner join libra_cases as cases using (block, case_no)
    inner join identities
        on identities.block = defendants.block and identities.person = defendants.person
        and identities.system = 'libra'
),

versions as (
    select
        *, made_at as version_at,
        case when heard_at < ended_at or ended_at is null then heard_at else ended_at end as until_at,
        'I' as op, 0 as step
    from parts
    union all
    -- one hearing is both the first and the last
    select *, heard_at, ended_at, 'U', 1 from parts where heard_at < coalesce(ended_at, timestamp '2999-01-01')
    union all
    select *, ended_at, null, 'U', 2 from parts where ended_at is not null
),

ethnic as (
    select
        *,
        case
            when mess('second_ethnicity') then coalesce(second_ethnicity_code, ethnicity_code)
            else ethnicity_code
        end as self_defined
    from versions
)

select
    block, case_no * 2 + defendant_no - 1 as item, version_at, until_at, op,
    defendant_number::varchar as defendant_id,
    case_id::varchar as case_id,
    'PERSON' as defendant_type,
    surname,
    forename as forenames,
    date_text(birth_date) as birth_date,
    case sex when 'F' then 'FEMALE' else 'MALE' end as sex,
    -- the sixteen classes of 2001
    case
        when self_defined = 'A4' then 'O1'
        when self_defined in ('A1', 'A2', 'A3', 'A9', 'B1', 'B2', 'B9', 'M1', 'M2', 'M3', 'M9',
            'NS', 'O1', 'O9', 'W1', 'W2', 'W9') then self_defined
        when self_defined[1:1] = 'W' then 'W9'
        else 'O9'
    end as ethnicity,
    pnc_number as pnc_id,
    cro_number,
    case when course = 'summary' and not is_principal then null else asn end as asn,
    case
        when step = 0 then null
        when step = 2 and not is_crown then 'NONE'
        when is_principal and is_remanded and (remand_ends_on is null or step = 1 or remand_ends_on > magistrates_ended_on)
            then 'CUSTODY'
        when course in ('summary', 'script') then 'NONE'
        when chance('hearings.conditional', block, case_no, 5500) then 'CONDITIONAL'
        else 'UNCONDITIONAL'
    end as bail_status,
    date_text(case step when 1 then first_hearing_on when 2 then magistrates_ended_on end) as bail_status_date,
    case step when 2 then date_text(magistrates_ended_on) end as completed_date
from ethnic
