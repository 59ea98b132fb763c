-- A version of an offence charged: on the indictment, pleaded to, tried, closed with the case; or
-- obsolete once another took its place. Pleas before magistrates are there from the start.
with charged as (
    select
        offences.block, offences.case_no, offences.item, offences.defendant_no, offences.offence_no,
        offences.cjs_code, offences.offence_mode, offences.offence_on, offences.charged_on, offences.is_replaced,
        offences.replaced_on, offences.verdict, offences.plea, offences.route,
        defendants.defendant_id, defendants.case_number * 100 + offences.item % 100 as offence_id,
        defendants.created_at, defendants.closed_on, defendants.closed_at, defendants.left_at, defendants.kept_until,
        defendants.crown_received_on,
        case when offences.route <> 'appeal' then greatest(offences.plea_on, offences.charged_on) end as plea_on,
        case
            when offences.verdict <> 'withdrawn' and (offences.route = 'appeal' or offences.plea = 'not guilty')
                then greatest(offences.verdict_on, offences.charged_on, defendants.crown_received_on)
        end as verdict_on
    from offences_charged as offences
    inner join xhibit_defendants as defendants using (block, case_no, defendant_no)
    -- a charge that magistrates saw replaced never came here
    where not (offences.is_replaced and offences.replaced_on < defendants.crown_received_on)
),

moments as (
    select
        *,
        case
            when offence_no = 11 and replaced_on >= crown_received_on then at_second(replaced_on, 64800)
            else created_at + to_seconds(30)
        end as written_at,
        case when is_replaced then at_second(replaced_on, 64860) end as replaced_at,
        case when plea_on >= crown_received_on then at_second(plea_on, 66600) end as pleaded_at,
        at_second(verdict_on, 72000) as tried_at
    from charged
),

kept as materialized (
    select
        * replace (
            case when replaced_at < kept_until then replaced_at end as replaced_at,
            case when pleaded_at < kept_until then pleaded_at end as pleaded_at,
            case when tried_at < kept_until then tried_at end as tried_at
        )
    from moments
    where written_at < kept_until
),

versions as (
    select
        *, written_at as version_at, coalesce(replaced_at, pleaded_at, tried_at, closed_at) as until_at, 'I' as op,
        1 as version, null::date as case_disposed_on
    from kept
    union all
    select *, coalesce(replaced_at, pleaded_at), coalesce(tried_at, closed_at), 'U', 2, null
    from kept
    where replaced_at is not null or pleaded_at is not null
    union all
    select *, tried_at, closed_at, 'U', 3, null
    from kept
    where tried_at is not null
    union all
    select *, closed_at, left_at, 'U', 4, closed_on
    from kept
    union all
    select *, left_at, null, 'D', 5, null
    from kept
),

known as (
    select
        *,
        coalesce(plea_on < crown_received_on or pleaded_at <= version_at, false) as has_plea,
        coalesce(tried_at <= version_at, false) as has_verdict
    from versions
)

select
    block, item, version_at, until_at, op,
    offence_id::varchar as offence_id,
    defendant_id::varchar as defendant_on_case_id,
    case when offence_no = 11 and replaced_on >= crown_received_on then (offence_id - 10)::varchar end as replaces_offence_id,
    case offence_no when 11 then '1' else offence_no::varchar end as count_number,
    case
        when route = 'appeal' then 'A'
        when route = 'sentence' then 'S'
        when offence_mode = 'summary' then 'O'
        else 'I'
    end as charge_type,
    cjs_code,
    date_text(offence_on) as offence_start_date,
    -- one in twenty went on for some days (invented)
    case
        when chance('xhibit.offence.goes_on', block, item, 500) then date_text(least(
            charged_on, (offence_on + 1 + pick('xhibit.offence.days', block, item, 60)::integer)::date
        ))
    end as offence_end_date,
    date_text(charged_on) as charge_date,
    case
        when not has_plea then null
        when plea = 'not guilty' then 'NG'
        when plea = 'guilty' and route = 'trial' and chance('xhibit.offence.changed_plea', block, item, 400) then 'CPG'
        when plea = 'guilty' then 'G'
    end as plea_code,
    case when has_plea and plea is not null then date_text(plea_on) end as plea_date,
    case
        when not has_verdict or route = 'appeal' then null
        when verdict = 'convicted' then 'G'
        when verdict = 'acquitted' then 'NG'
        else 'NGJU'
    end as verdict_code,
    case when has_verdict and route <> 'appeal' then date_text(verdict_on) end as verdict_date,
    case
        when not has_verdict or route <> 'appeal' then null
        when verdict = 'convicted' then 'AD'
        when verdict = 'acquitted' then 'AA'
        else 'AB'
    end as appeal_result_code,
    case when has_verdict and route = 'appeal' then date_text(verdict_on) end as appeal_result_date,
    case when replaced_at <= version_at then 'Y' else 'N' end as obs_ind,
    date_text(case_disposed_on) as case_disposed_date,
    version::varchar as version
from known
