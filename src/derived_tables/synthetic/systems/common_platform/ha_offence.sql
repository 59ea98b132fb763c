-- A version of an offence's copy at a hearing: what was known when the hearing was listed, then
-- what it brought. Invented: the indication before plea, changes of plea.
with pleaded as (
    select
        *,
        case
            when offence_mode <> 'either' or is_replaced then null
            when plea = 'guilty' and (not is_crown or route = 'sentence') then 'INDICATED_GUILTY'
            when plea is not null then 'INDICATED_NOT_GUILTY'
        end as indication,
        case
            when plea = 'guilty' and (not is_crown or route = 'sentence') then plea_on
            else greatest(first_hearing_on, charged_on)
        end as indicated_on,
        case
            when plea = 'guilty' and route = 'trial'
                and chance('common_platform.offence.changed_plea', block, offence_item, 400) then 'CHANGE_TO_GUILTY_NO_SWORN_IN'
            when plea = 'guilty' then 'GUILTY'
            when plea = 'not guilty' then 'NOT_GUILTY'
        end as plea_value,
        case
            when plea = 'guilty' then null
            when verdict = 'convicted' and is_crown and route <> 'appeal' then 'GUILTY_BY_JURY_CONVICTED'
            when verdict = 'convicted' then 'GUILTY_CONVICTED'
            when verdict = 'acquitted' then 'NOT_GUILTY'
        end as verdict_value,
        listed_at::date - 1 as listed_known,
        -- on appeal the magistrates convicted first
        case when route = 'appeal' then magistrates_ended_on else verdict_on end as decided_on
    from cp_charges
),

judged as (
    select
        *,
        case when verdict = 'convicted' or route = 'appeal' and verdict <> 'withdrawn' then decided_on end as convicted_on
    from pleaded
),

-- A hearing that brings nothing new leaves the copy as it was listed.
changed as (
    select
        *,
        is_over or bail_code <> 'A'
        or coalesce(indication is not null and indicated_on > listed_known and indicated_on <= heard_on, false)
        or coalesce(plea_value is not null and plea_on > listed_known and plea_on <= heard_on, false)
        or coalesce(verdict_value is not null and verdict_on > listed_known and verdict_on <= heard_on, false)
        or coalesce(convicted_on > listed_known and convicted_on <= heard_on, false) as is_changed
    from judged
),

versions as (
    select
        *, listed_at + to_seconds(3) as version_at,
        case when is_changed then resulted_at + to_seconds(1) end as until_at, 'I' as op,
        listed_known as known_on
    from changed
    union all
    select *, resulted_at + to_seconds(1), null, 'U', heard_on
    from changed
    where is_changed
)

select
    block, item, version_at, until_at, op,
    offence_id as id,
    hearing_id,
    defendant_id,
    cjs_code as code,
    case when is_crown and tier = 'crown' then case offence_no when 11 then '1' else offence_no::varchar end else '0' end as count,
    offence_no::varchar as order_index,
    date_text(offence_on) as start_date,
    -- one in twenty went on for some days (invented)
    case
        when chance('common_platform.offence.goes_on', block, offence_item, 500) then date_text(least(
            charged_on, (offence_on + 1 + pick('common_platform.offence.days', block, offence_item, 60)::integer)::date
        ))
    end as end_date,
    date_text(least(charged_on, heard_on)) as charge_date,
    date_text(least(greatest(charged_on, received_on), heard_on)) as laid_date,
    case when indicated_on <= known_on then indication end as indicated_plea_value,
    case when indicated_on <= known_on and indication is not null then date_text(indicated_on) end as indicated_plea_date,
    case when plea_on <= known_on then plea_value end as plea_value,
    case when plea_on <= known_on and plea_value is not null then date_text(plea_on) end as plea_date,
    case when verdict_on <= known_on then verdict_value end as verdict_category_type,
    case when verdict_on <= known_on and verdict_value is not null then date_text(verdict_on) end as verdict_date,
    case when convicted_on <= known_on then date_text(convicted_on) end as conviction_date,
    null::varchar as lesser_offence_code,
    case offence_mode when 'either' then 'Either Way' when 'indictable' then 'Indictable' else 'Summary' end as mode_of_trial,
    case when op = 'U' or bail_code = 'A' then bail_code end as bail_status_code,
    case when op = 'U' and bail_code = 'C' then date_text(first_hearing_on) end as date_held_in_custody_since,
    case when op = 'U' and is_over then 'true' else 'false' end as proceedings_concluded,
    case when op = 'U' and is_over and result_code in ('WDRN', 'disc', 'NGJ') then 'true' else 'false' end as is_discontinued,
    case when offence_no = 11 then 'true' else 'false' end as is_introduce_after_initial_proceedings
from versions
