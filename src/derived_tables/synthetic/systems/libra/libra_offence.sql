-- A version of an offence charged: as it was written, withdrawn where another took its place,
-- pleaded to, completed. One in 300 is entered twice, and the second entry deleted days later.
with moments as (
    select
        * replace (
            -- with `orphan`, a few are written before their defendant
            written_at + case
                when mess('orphan') and offence_no <> 11 and chance('libra.offence.orphan', block, item, 50)
                    then -to_seconds(300)
                else to_seconds(0)
            end as written_at,
            -- sent up with the plea that it had, it stays as it is
            case when route <> 'trial' or pleaded_at is null then completed_at end as completed_at
        ),
        written_at + to_seconds(86400 + pick('libra.offence.removed', block, item, 600000)) as removed_at
    from libra_offences
),

versions as (
    select
        *, written_at as version_at, coalesce(replaced_at, pleaded_at, completed_at) as until_at, 'I' as op,
        0 as copy, 1 as step
    from moments
    union all
    select *, replaced_at, null, 'U', 0, 3
    from moments
    where replaced_at is not null
    union all
    select *, pleaded_at, completed_at, 'U', 0, 2
    from moments
    where pleaded_at is not null
    union all
    select *, completed_at, null, 'U', 0, 3
    from moments
    where completed_at is not null
    union all
    select *, written_at + to_seconds(600), removed_at, 'I', 1, 1
    from moments
    where chance('libra.offence.copy', block, item, 33) and removed_at < kept_until
    union all
    select *, removed_at, null, 'D', 1, 1
    from moments
    where chance('libra.offence.copy', block, item, 33) and removed_at < kept_until
)

select
    block, item * 2 + copy as item, version_at, until_at, op,
    (offence_id + copy)::varchar as offence_id,
    defendant_id::varchar as defendant_id,
    -- the charge replaced is number 1, of the same defendant
    case when offence_no = 11 then (offence_id - 20)::varchar end as replaces_offence_id,
    offence_no::varchar as offence_number,
    cjs_code,
    case offence_mode when 'either' then 'EITHER WAY' when 'summary' then 'SUMMARY' else 'INDICTABLE' end as mode_of_trial,
    date_text(offence_on) as offence_date,
    date_text(charged_on) as charge_date,
    case
        when step = 1 or is_withdrawn then null
        when pleaded_on is not null then upper(plea)
        else 'NO PLEA'
    end as plea,
    case when step > 1 and not is_withdrawn then date_text(pleaded_on) end as plea_date,
    case when step = 3 then finding end as finding,
    case
        when step = 3 and is_withdrawn then date_text(replaced_on)
        when step = 3 and finding is not null then date_text(magistrates_ended_on)
    end as finding_date
from versions
