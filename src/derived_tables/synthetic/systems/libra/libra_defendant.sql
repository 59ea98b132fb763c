-- A version of a defendant on a case: as charged, a name put right for one in a hundred, after the
-- first hearing with the court's bail, bailed from custody, completed. One in 300 is entered twice.
-- Ethnicity is in the classes of 2001, which had no Arab, Gypsy or Irish Traveller.
with moments as (
    select
        *,
        -- with `orphan`, a few are written before their case
        created_at + case
            when mess('orphan') and chance('libra.defendant.orphan', block, defendant_number, 50) then -to_seconds(600)
            else to_seconds(10)
        end as written_at,
        case
            when chance('libra.defendant.corrected', block, defendant_number, 100)
                then created_at + to_seconds(3600 + pick('libra.defendant.corrected_at', block, defendant_number, 10000))
        end as corrected_at,
        case when court_status <> 'NONE' and first_hearing_on < magistrates_ended_on then heard_at end as decided_at,
        case
            when court_status = 'CUSTODY' and remand_ends_on < magistrates_ended_on
                then at_second(remand_ends_on, 66000)
        end as bailed_at,
        created_at + to_seconds(86400 + pick('libra.defendant.removed', block, defendant_number, 600000)) as removed_at
    from libra_defendants
),

kept as (
    select * replace (
        case when corrected_at < kept_until then corrected_at end as corrected_at,
        case when decided_at < kept_until then decided_at end as decided_at,
        case when bailed_at < kept_until then bailed_at end as bailed_at
    )
    from moments
),

-- The status and its day by each version: police bail or custody first, then the court's.
versions as (
    select
        *, written_at as version_at, coalesce(corrected_at, decided_at, bailed_at, completed_at) as until_at,
        'I' as op, 0 as copy, 1 as step
    from kept
    union all
    select *, corrected_at, coalesce(decided_at, bailed_at, completed_at), 'U', 0, 2
    from kept
    where corrected_at is not null
    union all
    select *, decided_at, coalesce(bailed_at, completed_at), 'U', 0, 3
    from kept
    where decided_at is not null
    union all
    select *, bailed_at, completed_at, 'U', 0, 4
    from kept
    where bailed_at is not null
    union all
    select *, completed_at, null, 'U', 0, 5
    from kept
    where completed_at is not null
    union all
    select *, created_at + to_seconds(700), removed_at, 'I', 1, 1
    from kept
    where chance('libra.defendant.copy', block, defendant_number, 33) and removed_at < kept_until
    union all
    select *, removed_at, null, 'D', 1, 1
    from kept
    where chance('libra.defendant.copy', block, defendant_number, 33) and removed_at < kept_until
),

stated as (
    select
        *,
        case
            when court_status = 'NONE' then 'NONE'
            when step <= 2 then case court_status when 'CUSTODY' then 'CUSTODY' else 'UNCONDITIONAL' end
            -- the last result of magistrates leaves nothing to be bailed for
            when step = 5 and not is_crown then 'NONE'
            when step >= 4 and bailed_at is not null then 'CONDITIONAL'
            else court_status
        end as status
    from versions
)

select
    block, (case_no * 2 + defendant_no - 1) * 2 + copy as item, version_at, until_at, op,
    (defendant_id + copy)::varchar as defendant_id,
    case_id::varchar as case_id,
    'PERSON' as defendant_type,
    -- two letters of the name were typed the wrong way round
    case
        when step = 1 and corrected_at is not null
            then concat(left(surname, 1), substr(surname, 3, 1), substr(surname, 2, 1), 'E', substr(surname, 4))
        else surname
    end as surname,
    forename as forenames,
    date_text(birth_date) as birth_date,
    case sex when 'F' then 'FEMALE' else 'MALE' end as sex,
    case
        when ethnicity_code = 'A4' then 'O1'
        when ethnicity_code in ('W3', 'W4', 'W8') then 'W9'
        when ethnicity_code = 'O2' then 'O9'
        when ethnicity_code in ('NK', 'MERGE') then 'NS'
        else ethnicity_code
    end as ethnicity,
    pnc_number as pnc_id,
    cro_number,
    case when initiation in ('CHARGE', 'REQUISITION') then asn end as asn,
    status as bail_status,
    date_text(case
        when court_status = 'NONE' then null
        when step <= 2 then charged_on
        when step = 5 and not is_crown then magistrates_ended_on
        when step >= 4 and bailed_at is not null then remand_ends_on
        else first_hearing_on
    end) as bail_status_date,
    case when step = 5 then date_text(magistrates_ended_on) end as completed_date
from stated
