-- A version of a sentence's group of assessments: open from the first, closed when it ends. Its
-- person is as OASys knows them.
with groups as (
    select
        *,
        at_second(first_on, 30000) + to_microseconds(pick('oasys.group.micro', block, case_no, 1000000)) as opened_at,
        at_second(ended_on, 36000 + pick('oasys.group.closed', block, case_no, 28000))
            + to_days(1 + pick('oasys.group.closed_days', block, case_no, 20)::integer) as closed_at
    from oasys_sentences
),

versions as (
    select *, opened_at as version_at, closed_at as until_at, 'I' as op
    from groups
    union all
    select *, closed_at, null, 'U'
    from groups
)

select
    block, case_no as item, version_at, until_at, op,
    (4000000 + case_number)::varchar as oasys_assessment_group_pk,
    (1000000 + number)::varchar as offender_pk,
    crn as cms_prob_number,
    noms_number as cms_pris_number,
    pnc_number as pnc,
    surname as family_name,
    forename as forename_1,
    date_text(birth_date) as date_of_birth,
    case op when 'I' then 'CURRENT' else 'HISTORIC' end as historic_status_elm,
    case op when 'U' then date_text(local_time(closed_at)::date) end as assessment_date_closed,
    time_text(local_time(version_at)) as lastupd_date,
    null::varchar as deleted_date
from versions
