-- An identifier of a case, entered with it: the prosecution's (its URN), the arrest's, the courts'.
-- One in 250 is mistyped at first, deleted and entered right.
with kinds as (
    select * from (values (0, 'CPR'), (1, 'ASN'), (2, 'CCC'), (3, 'MCRTCN'), (4, 'CPR')) as kinds (place, type)
),

numbered as (
    select
        cases.block, cases.case_no, cases.case_number, kinds.place, kinds.type,
        cases.case_no * 8 + kinds.place as item,
        cases.created_at, cases.crown_received_on,
        case kinds.place
            when 0 then case
                when mess('mistyped_identifier') and chance('nomis.case_number.urn', cases.block, cases.case_no, 100)
                    then mistyped(cases.urn, 8)
                else cases.urn
            end
            when 1 then case
                when not (mess('missing_identifier') and chance('nomis.case_number.asn', cases.block, cases.case_no, 1000))
                    then defendants.asn
            end
            when 2 then case
                when cases.is_in_xhibit and chance('nomis.case_number.crown', cases.block, cases.case_no, 8000)
                    then concat(
                        case cases.route when 'trial' then 'T' when 'sentence' then 'S' else 'A' end,
                        year(cases.crown_received_on), lpad((7000 + cases.number)::varchar, 4, '0')
                    )
            end
            when 3 then case
                when cases.is_in_libra and chance('nomis.case_number.magistrates', cases.block, cases.case_no, 7000)
                    then concat(cases.magistrates_court_code, lpad(cases.case_number::varchar, 10, '0'))
            end
            when 4 then case
                when chance('nomis.case_number.wrong', cases.block, cases.case_no, 40) then mistyped(cases.urn, 5)
            end
        end as identifier_no
    from nomis_cases as cases
    inner join defendants
        on defendants.block = cases.block and defendants.case_no = cases.case_no and defendants.defendant_no = 1
    cross join kinds
),

entered as (
    select
        *,
        case
            when place = 2 then noted(
                greatest(created_at, at_second(crown_received_on, 60000)), 'nomis.case_number.created', block, item
            )
            else noted(created_at, 'nomis.case_number.created', block, item)
        end as version_at,
        noted(created_at + interval 2 day, 'nomis.case_number.deleted', block, item) as deleted_at
    from numbered
    where identifier_no is not null
),

versions as (
    select *, case when place = 4 then deleted_at end as until_at, 'I' as op from entered
    union all
    select * replace (deleted_at as version_at), null, 'D' from entered where place = 4
)

select
    block, item, version_at, until_at, op,
    type as identifier_type,
    case_number::varchar as case_id,
    identifier_no,
    scn_at(version_at, block, item) as scn
from versions
