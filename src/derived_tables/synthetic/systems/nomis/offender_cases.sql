-- A version of a court case of a booking: entered at reception, sent up to the Crown Court, closed
-- for the prison when the court or the sentence has done with it.
with moments as (
    select
        *,
        case
            when is_crown then noted(at_second(crown_received_on, 50000), 'nomis.case.sent', block, case_no)
        end as sent_at,
        case
            when not is_sentenced then noted(at_second((disposed_on + 1)::date, 40000), 'nomis.case.closed', block, case_no)
            else noted(at_second((sentence_ends_on + 1)::date, 40000), 'nomis.case.closed', block, case_no)
        end as closed_at
    from nomis_cases
),

versions as (
    select
        *,
        written_at(created_at, [sent_at, closed_at]) as written,
        unnest(range(1, len(written_at(created_at, [sent_at, closed_at])) + 1)) as version
    from moments
),

stated as (
    select *, written[version] as version_at
    from versions
)

select
    block, case_no as item, version_at, written[version + 1] as until_at,
    case version when 1 then 'I' else 'U' end as op,
    case_number::varchar as case_id,
    offender_book_id::varchar as offender_book_id,
    '1' as case_seq,
    case
        when chance('nomis.case.unnumbered', block, case_no, 1500) then null
        when is_crown and version_at >= sent_at and is_in_xhibit
            then concat(
                case route when 'trial' then 'T' when 'sentence' then 'S' else 'A' end,
                year(crown_received_on), lpad((7000 + number)::varchar, 4, '0')
            )
        else urn
    end as case_info_number,
    'A' as case_type,
    case when version_at >= closed_at then 'I' else 'A' end as case_status,
    null::varchar as combined_case_id,
    date_text(first_hearing_on) as begin_date,
    case when version_at >= sent_at then crown_id else magistrates_id end as agy_loc_id,
    scn_at(version_at, block, case_no) as scn
from stated
