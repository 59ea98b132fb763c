-- A version of a case: as received, and once it has been heard.
-- Invented: who prosecutes and how the case began, drawn as Common Platform has them.
with prosecuted as (
    select
        *,
        pick('common_platform.case.prosecutor', block, case_no, 100) as prosecutor_u,
        pick('common_platform.case.initiation', block, case_no, 100) as initiation_u
    from libra_cases
),

versions as (
    select *, created_at as version_at, heard_at as until_at, 'I' as op from prosecuted
    union all
    select *, heard_at, null, 'U' from prosecuted where heard_at is not null
)

select
    block, case_no as item, version_at, until_at, op,
    case_id::varchar as case_id,
    concat(
        right(year(received_on)::varchar, 2), lpad(case_id::varchar, 10, '0')
    ) as case_number,
    urn,
    magistrates_ou_code as court_code,
    'ADULT' as jurisdiction,
    case
        when course <> 'summary' then 'CHARGE'
        when initiation_u < 45 then 'SJP NOTICE'
        when initiation_u < 60 then 'SUMMONS'
        else 'REQUISITION'
    end as initiation,
    case
        when course <> 'summary' or prosecutor_u < 45 then 'CPS'
        when prosecutor_u < 65 then 'DVLA'
        when prosecutor_u < 75 then 'TVL'
        else 'POLICE'
    end as prosecutor,
    date_text((
        received_on
        + case when mess('before_receipt') and chance('libra.case.late', block, case_no, 150)
            then (first_hearing_on - received_on)::integer + 4 else 0 end
    )::date) as received_date,
    case op when 'U' then date_text(first_hearing_on) end as first_hearing_date
from versions
