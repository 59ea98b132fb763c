-- A version of a result of an offence, given when the case is completed: the sentence, or sending or
-- committing to the Crown Court; with costs and surcharge once a defendant, and penalty points for
-- motoring. One in a hundred amounts is put right days later; one in 250 is entered wrongly besides,
-- and deleted. Invented: all amounts but fines, unpaid work, points.
with given as (
    select
        *,
        case
            when route = 'trial' then 'SCC'
            when finding not in ('GUILTY', 'PROVED') then null
            when route = 'sentence' then case court_status when 'CUSTODY' then 'CCSI' when 'CONDITIONAL' then 'CCSC' else 'CCSU' end
            -- what is appealed against
            when route = 'appeal' then 'FO'
            when disposal = 'custody' and is_under_21 then 'YOI'
            when disposal = 'custody' then 'IMP'
            when disposal = 'suspended' then 'SUSPS'
            when disposal = 'community' then 'CO'
            when disposal = 'fine' then 'FO'
            when disposal = 'discharge' then 'CD'
            when offence_no between 2 and 10 then 'NSP'
            when chance('libra.result.compensation', block, item, 6000) then 'FCOMP'
            else 'AD'
        end as main_code
    from libra_offences
    where completed_at is not null
),

-- A defendant's first sentence carries costs and surcharge.
coded as (
    select *, main_code as result_code, 0 as place from given
    union all
    select *, unnest(['FCOST', 'FVS']), unnest([1, 2])
    from given
    where runs = 'principal' and route in ('magistrates', 'appeal') and main_code is not null
    union all
    select *, 'LEP', 3
    from given
    where main_code in ('FO', 'NSP') and left(cjs_code, 2) = 'RT' and chance('libra.result.points', block, item, 6000)
    union all
    select *, case main_code when 'CD' then 'AD' else 'CD' end, 4
    from given
    where main_code is not null and chance('libra.result.mistake', block, item, 40)
),

priced as (
    select
        * exclude (item), item * 8 + place as item,
        completed_at + to_seconds(30 + place) as given_at,
        case result_code
            when 'FO' then coalesce(fine_pounds, 100 + 10 * pick('libra.result.fine', block, item, 40))
            when 'FCOMP' then 50 + 25 * pick('libra.result.compensation_pounds', block, item, 18)
            when 'FCOST' then [85, 85, 135, 310, 650][1 + pick('libra.result.costs', block, item, 5)]
            when 'FVS' then greatest(26, coalesce(fine_pounds, 0) * 4 // 10)
        end as pounds,
        chance('libra.result.amended', block, item * 8 + place, 100) as is_amended,
        completed_at + to_seconds(86400 + pick('libra.result.changed', block, item * 8 + place, 800000)) as changed_at
    from coded
    where result_code is not null
),

versions as (
    select
        *, given_at as version_at,
        case when place = 4 or is_amended and pounds is not null then changed_at end as until_at, 'I' as op
    from priced
    union all
    select *, changed_at, null, case place when 4 then 'D' else 'U' end
    from priced
    where place = 4 or is_amended and pounds is not null
),

-- Lengths in the greatest unit that measures them without a rest; an order's in months.
measured as (
    select
        *,
        case
            when result_code in ('IMP', 'YOI', 'SUSPS') then sentence_days
            when result_code = 'CO' then (order_days * 12 + 182) // 365
            when result_code = 'CD' then 12
        end as days_or_months,
        case
            when result_code in ('CO', 'CD') then 'MONTHS'
            when result_code not in ('IMP', 'YOI', 'SUSPS') then null
            when sentence_days % 30 = 0 then 'MONTHS'
            when sentence_days % 7 = 0 then 'WEEKS'
            else 'DAYS'
        end as unit
    from versions
)

select
    block, item, version_at, until_at, op,
    (offence_id * 4 + place)::varchar as result_id,
    offence_id::varchar as offence_id,
    result_code,
    date_text(magistrates_ended_on) as result_date,
    case
        when unit = 'WEEKS' then days_or_months // 7
        when unit = 'MONTHS' and result_code not in ('CO', 'CD') then days_or_months // 30
        else days_or_months
    end::varchar as duration_value,
    unit as duration_unit,
    case when result_code = 'SUSPS' then greatest(6, least(24, (order_days * 12 + 182) // 365))::varchar end as suspended_months,
    case
        when result_code in ('CO', 'SUSPS') and chance('libra.result.work', block, offence_id, 5500)
            then (40 + 20 * pick('libra.result.hours', block, offence_id, 12))::varchar
    end as unpaid_work_hours,
    case when result_code in ('IMP', 'YOI', 'SUSPS') and runs = 'concurrent' then 'CONCURRENT' end as run_type,
    null::varchar as consecutive_to_result_id,
    -- the first of two amounts was wrong
    (pounds + case when op = 'I' and is_amended then 10 else 0 end)::varchar || '.00' as amount
from measured
