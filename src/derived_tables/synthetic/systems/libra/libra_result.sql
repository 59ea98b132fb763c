-- A version of a result of an offence in this court: the sentence or the sending, and costs.
-- One in 250 is entered twice by mistake, and the second deleted.
with concluded as (
    select
        offences.*, cases.ended_at, cases.magistrates_ended_on, cases.is_remanded, cases.order_days as days_of_order,
        block * 20000000 + offences.item as offence_id,
        cases.route = 'trial' as is_sent_for_trial,
        pick('libra.result.amount', block, offences.item, 40) as amount_u
    from offences_charged as offences
    inner join libra_cases as cases using (block, case_no)
    where cases.ended_at is not null
        and offences.verdict_on is not null
        and not (offences.is_replaced and offences.replaced_on <= cases.magistrates_ended_on)
        and (offences.offence_no < 11 or offences.replaced_on <= cases.magistrates_ended_on)
        and (cases.is_crown or offences.verdict = 'convicted')
),

coded as (
    select
        *,
        case
            when route = 'trial' then 'SCC'
            when route = 'sentence' and is_remanded then 'CCSI'
            when route = 'sentence' and chance('hearings.conditional', block, case_no, 5500) then 'CCSC'
            when route = 'sentence' then 'CCSU'
            when route = 'appeal' then 'FO'
            else case disposal
                when 'custody' then 'IMP' when 'suspended' then 'SUSPS' when 'community' then 'CO'
                when 'fine' then 'FO' when 'discharge' then 'CD'
                else case when amount_u < 20 then 'DDD' else 'NSP' end
            end
        end as result_code,
        0 as place
    from concluded
),

listed as (
    select * from coded
    union all
    -- costs with a fine
    select * replace ('FCOST' as result_code, 1 as place)
    from coded
    where result_code = 'FO' and is_principal
    union all
    select * replace (2 as place)
    from coded
    where chance('libra.result.twice', block, item, 40)
),

timed as (
    select
        *,
        ended_at + to_seconds(20 + 3 * (item % 60) + place) as made_at,
        case when place = 2 then ended_at + to_days(2) + to_seconds(item % 5000) end as deleted_at
    from listed
),

versions as (
    select *, made_at as version_at, deleted_at as until_at, 'I' as op from timed
    union all
    select *, deleted_at, null, 'D' from timed where deleted_at is not null
)

select
    block, item * 4 + place as item, version_at, until_at, op,
    (offence_id * 4 + place)::varchar as result_id,
    offence_id::varchar as offence_id,
    result_code,
    date_text(magistrates_ended_on) as result_date,
    case result_code
        when 'IMP' then sentence_days::varchar when 'SUSPS' then least(180, sentence_days)::varchar
        when 'CO' then (days_of_order // 30)::varchar when 'CD' then '12' when 'DDD' then (6 + amount_u)::varchar
    end as duration_value,
    case
        when result_code in ('IMP', 'SUSPS') then 'DAYS'
        when result_code in ('CO', 'CD', 'DDD') then 'MONTHS'
    end as duration_unit,
    case result_code when 'SUSPS' then (least(24, days_of_order // 30))::varchar end as suspended_months,
    case when result_code = 'CO' and amount_u < 25 then (40 + 10 * amount_u // 2)::varchar end as unpaid_work_hours,
    case when result_code = 'IMP' and not is_principal then 'CONCURRENT' end as run_type,
    null::varchar as consecutive_to_result_id,
    case result_code
        when 'FO' then coalesce(fine_pounds, 100 + 10 * amount_u)::decimal(11, 2)::varchar
        when 'FCOST' then '85.00'
    end as amount
from versions
