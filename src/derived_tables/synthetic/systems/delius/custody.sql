-- A version of where a custodial sentence stands: in custody, on licence, recalled, returned,
-- supervised after the sentence, ended. Of several things on a day the order is fixed.
with served as (
    select
        *,
        -- post-sentence supervision follows a short sentence
        case when disposal = 'custody' and sentence_days < 730
            and days_after(starts_on, sentence_days - remand_days) < ended_on
            then greatest(starts_on, days_after(starts_on, sentence_days - remand_days))
        end as supervised_from
    from delius_orders
    where is_custody
),

moments as (
    select
        served.block, served.case_no, 0 as rank, served.starts_on as day, '1504' as status,
        -- where the person is when the sentence is written
        stays.institution_id as place
    from served
    left join (
        select block, case_no, arg_min(institution_id, spell_no) as institution_id
        from delius_stays
        group by block, case_no
    ) as stays using (block, case_no)
    union all
    select block, case_no, 1, recalled_on, '1503', null
    from delius_stays
    where recalled_on < from_on
    union all
    select block, case_no, 2, from_on, '1504', institution_id
    from delius_stays
    where spell_kind = 'recall'
    union all
    select block, case_no, 3, released_on, '1502', null
    from delius_stays
    where is_release and released_on < ended_on
    union all
    select block, case_no, 4, supervised_from, '1505', null
    from served
    where supervised_from is not null
        -- not while in custody
        and not exists (
            select 1 from delius_stays as stays
            where stays.block = served.block and stays.case_no = served.case_no
                and supervised_from between coalesce(recalled_on, from_on) and released_on
        )
    union all
    select block, case_no, 5, ended_on, '1506', null
    from served
    where ended_at is not null
),

timed as (
    select
        *,
        case rank
            -- with the disposal, and with its end
            when 0 then null
            else office_at((day + 1)::date, 30600 + rank * 3600, 'delius.custody', block, case_no * 10000 + (day - date '1980-01-01') % 2000 * 5 + rank)
        end as moment
    from moments
),

placed as (
    select
        served.*, timed.rank, timed.day, timed.status, timed.place,
        case timed.rank
            when 0 then served.disposal_at + to_seconds(600)
            when 5 then greatest(served.ended_at + to_seconds(600), timed.moment)
            else greatest(served.disposal_at + to_seconds(600 + timed.rank), timed.moment)
        end as version_at
    from timed
    inner join served using (block, case_no)
),

-- Once on licence a sentence of which the licence is over stays so.
versions as (
    select *
    from placed
    window record as (partition by block, case_no order by version_at)
    qualify lag(status) over record is distinct from status
),

carried as (
    select
        *,
        lead(version_at) over record as until_at,
        row_number() over record as row_version,
        max(case when rank in (0, 2) then day end) over (record rows unbounded preceding) as moved_on
    from versions
    window record as (partition by block, case_no order by version_at)
)

select
    block, case_no as item, version_at, until_at,
    case when row_version = 1 then 'I' else 'U' end as op,
    custody_id::varchar as custody_id,
    disposal_id::varchar as disposal_id,
    offender_id::varchar as offender_id,
    booking_no as prisoner_number,
    status as custodial_status_id,
    date_text(day) as status_change_date,
    case when status = '1504' then place::varchar end as institution_id,
    case when status = '1504' and place is not null then 'Y' end as establishment,
    date_text(moved_on) as location_change_date,
    case when status in ('1505', '1506') and day >= supervised_from then date_text(supervised_from) end
        as pss_start_date,
    '0' as soft_deleted,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from carried
