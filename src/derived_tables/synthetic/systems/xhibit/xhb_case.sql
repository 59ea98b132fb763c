-- A version of a case: received, its class filled in later for some, closed. One in 300 was entered
-- twice; the second entry has nothing to it and is taken out days later. Invented: the class where
-- the offence does not say it, and the way in which an appeal goes.
with graded as (
    select
        block, case_no,
        min(case when cjs_code = 'COML025' then 1 when offence_mode = 'indictable' then 2 else 3 end) as class_code,
        bool_or(offence_mode = 'indictable') as is_indictable
    from offences_charged
    where is_crown
    group by block, case_no
),

entered as (
    select
        cases.*, class_code, is_indictable,
        at_second((crown_received_on + 8 + pick('xhibit.case.graded', block, case_no, 20)::integer)::date, 39600)
            as graded_later_at,
        mess('before_receipt') and chance('xhibit.case.late', block, case_no, 150) and closed_on - crown_received_on > 60
            as is_received_late,
        false as is_copy
    from xhibit_cases as cases
    inner join graded using (block, case_no)
),

doubled as materialized (
    select
        *,
        case
            when route <> 'appeal' and chance('xhibit.case.ungraded', block, case_no, 1000)
                and graded_later_at < kept_until
                then graded_later_at
        end as graded_at,
        null::timestamp as removed_at
    from entered
    union all
    select
        * replace (case_id + 1 as case_id, true as is_copy, created_at + to_seconds(900) as created_at),
        null, created_at + to_seconds(86400 * 9 + pick('xhibit.case.removed', block, case_no, 900000))
    from entered
    where chance('xhibit.case.copy', block, case_no, 33) and closed_on - crown_received_on > 25
),

versions as (
    select
        *, created_at as version_at, coalesce(graded_at, removed_at, closed_at) as until_at, 'I' as op,
        1 as version, null::date as case_disposed_on
    from doubled
    union all
    select *, graded_at, closed_at, 'U', 2, null
    from doubled
    where graded_at is not null
    union all
    select *, closed_at, left_at, 'U', 3, closed_on
    from doubled
    where not is_copy
    union all
    select *, coalesce(removed_at, left_at), null, 'D', 4, null
    from doubled
)

select
    block, case_no * 2 + is_copy::integer as item, version_at, until_at, op,
    case_id::varchar as case_id,
    -- a person may have two cases in a year, of which one has an even number
    concat(year(crown_received_on), 7000 + number * 2 + case_no % 2) as case_number,
    case_type,
    case_sub_type,
    court_id::varchar as court_id,
    case
        when route = 'sentence' then 'CS'
        when route = 'trial' and is_indictable then 'IO'
        when route = 'trial' then 'EW'
    end as receipt_type,
    date_text((crown_received_on + case when is_received_late then 40 else 0 end)::date) as received_date,
    case when route = 'sentence' then date_text(magistrates_ended_on) end as committal_date,
    case when route = 'trial' then date_text(magistrates_ended_on) end as sent_for_trial_date,
    case
        when route = 'appeal'
            then date_text((crown_received_on - pick('xhibit.case.lodged', block, case_no, 15)::integer)::date)
    end as appeal_lodged_date,
    case when route <> 'trial' then date_text(magistrates_ended_on) end as mag_conviction_date,
    case when route <> 'appeal' and (graded_at is null or version > 1) then class_code::varchar end as class_code,
    case when is_in_libra then concat(magistrates_court_code, lpad(case_number::varchar, 10, '0')) else urn end
        as magistrates_case_ref,
    date_text(case_disposed_on) as case_disposed_date,
    version::varchar as version
from versions
