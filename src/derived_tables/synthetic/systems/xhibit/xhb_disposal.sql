-- A version of a disposal: written with the case's end, its term put right within weeks for one in
-- a hundred, or marked obsolete where it was a mistake. A case that moved has none here.
-- Lengths are in years of 365 days, months of 30 and days, as the story counts them. Invented: other
-- disposals than the story's six, hours of unpaid work, surcharges.
with ended as (
    select
        offences.*, defendants.defendant_id, defendants.closed_on, defendants.closed_at, defendants.left_at,
        defendants.order_days, defendants.case_number * 100 + offences.item % 100 as offence_id,
        birth_date > offences.disposed_on - to_years(21) as is_under_21
    from offences_charged as offences
    inner join xhibit_defendants as defendants using (block, case_no, defendant_no)
    inner join people on people.block = offences.block and people.person = offences.person
    where not defendants.is_moved and not offences.is_replaced and offences.route <> 'appeal'
        and offences.verdict in ('convicted', 'withdrawn')
),

coded as materialized (
    select
        *,
        case
            when verdict = 'withdrawn' then 'LOF'
            when disposal = 'life' then 'LIFE'
            when disposal = 'custody' and is_under_21 then 'YOI'
            when disposal = 'custody' then 'IMP'
            when disposal = 'suspended' then 'SUSP'
            when disposal = 'community' then 'COMM'
            when disposal = 'fine' then 'FINE'
            when disposal = 'discharge' then 'CD'
            when offence_no between 2 and 10 then 'NSP'
            when chance('xhibit.disposal.compensation', block, item, 5000) then 'COMP'
            when chance('xhibit.disposal.bound', block, item, 5000) then 'BIND'
            else 'AD'
        end as disposal_code,
        0 as place
    from ended
),

disposals as (
    select * from coded
    union all
    select * replace ('SURC' as disposal_code, 1 as place)
    from coded
    where is_principal and disposal_code <> 'LOF'
    union all
    select * replace ('FINE' as disposal_code, 2 as place)
    from coded
    where place = 0 and verdict = 'convicted' and chance('xhibit.disposal.mistake', block, item, 40)
),

valued as materialized (
    select
        *, item * 4 + place as disposal_item, offence_id * 4 + place as disposal_id,
        case
            when disposal_code in ('IMP', 'YOI', 'LIFE', 'SUSP') then sentence_days
            when disposal_code in ('COMM', 'CD') then case disposal_code when 'CD' then 365 else order_days end
        end as term,
        case
            when place = 2 or place = 0 and disposal_code in ('IMP', 'YOI') and chance('xhibit.disposal.amended', block, item, 100)
                then closed_at + to_seconds(90000 + pick('xhibit.disposal.amended_at', block, item, 3000000))
        end as amended_at
    from disposals
),

versions as (
    select *, closed_at + to_seconds(2) as version_at, coalesce(amended_at, left_at) as until_at, 'I' as op, 1 as version
    from valued
    union all
    select *, amended_at, left_at, 'U', 2
    from valued
    where amended_at is not null
    union all
    select *, left_at, null, 'D', 3
    from valued
),

said as (
    select
        *,
        -- what was first written is a month too long
        case when place = 0 and amended_at is not null and version = 1 then term + 30 else term end as written_term
    from versions
)

select
    block, disposal_item as item, version_at, until_at, op,
    disposal_id::varchar as disposal_id,
    offence_id::varchar as offence_id,
    defendant_id::varchar as defendant_on_case_id,
    disposal_code,
    date_text(disposed_on) as disposal_date,
    (written_term // 365)::varchar as term_years,
    (written_term % 365 // 30)::varchar as term_months,
    (written_term % 365 % 30)::varchar as term_days,
    case disposal_code when 'SUSP' then least(24, greatest(1, order_days // 30))::varchar end as suspended_months,
    case
        when disposal_code = 'COMM' and chance('xhibit.disposal.unpaid', block, item, 4500)
            then (40 + 10 * pick('xhibit.disposal.hours', block, item, 27))::varchar
    end as unpaid_work_hours,
    case when disposal_code in ('IMP', 'YOI', 'SUSP') and runs = 'concurrent' then 'C' end as run_type,
    null::varchar as consecutive_to_disposal_id,
    case disposal_code
        when 'FINE' then concat(coalesce(fine_pounds, 100 + 10 * pick('xhibit.disposal.fine', block, item, 40)), '.00')
        when 'COMP' then concat(50 + 25 * pick('xhibit.disposal.compensation_pounds', block, item, 30), '.00')
        when 'SURC' then case disposal when 'custody' then '228.00' when 'life' then '228.00' when 'suspended' then '187.00' when 'community' then '114.00' else '26.00' end
    end as amount,
    case when place = 2 and version > 1 then 'Y' else 'N' end as obs_ind,
    date_text(closed_on) as case_disposed_date,
    version::varchar as version
from said
