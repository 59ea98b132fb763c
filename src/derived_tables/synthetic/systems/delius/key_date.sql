-- A version of a day that matters to a custodial sentence. Some are corrected; a few were written
-- by mistake and deleted.
with listed as (
    select
        orders.block, orders.case_no, orders.custody_id, orders.case_number, orders.disposal_at,
        days.place, days.type_id, days.day, orders.case_no * 8 + days.place as item
    from delius_orders as orders
    cross join lateral (values
        (1, '1601', case when disposal <> 'life' then automatic_release_on end),
        (2, '1606', case when disposal <> 'life'
            then days_after(starts_on, sentence_days - remand_days) end),
        (3, '1603', case when disposal <> 'life'
            then days_after(starts_on, sentence_days - remand_days) end),
        (4, '1605', case when disposal <> 'life' and sentence_days < 730 then expected_end_on end),
        (5, '1602', case when disposal <> 'life' and not is_listed_offence
            and sentence_days between 90 and 1460
            then days_after(automatic_release_on, -least(90, sentence_days // 5)) end),
        (6, '1604', case when disposal = 'life' then days_after(starts_on, sentence_days) end)
    ) as days (place, type_id, day)
    where orders.is_custody and days.day is not null
),

dated as (
    select
        *,
        disposal_at + to_seconds(1200 + place) + to_days(1) as written_at,
        case
            when chance('delius.key_date.corrected', block, item, 600) then 1 + pick('delius.key_date.days', block, item, 20)
        end as days_off,
        chance('delius.key_date.mistake', block, item, 40) as is_mistake
    from listed
),

versions as (
    select
        *, written_at as version_at,
        case when days_off is not null then written_at + to_days(9) when is_mistake then written_at + to_days(2) end as until_at,
        'I' as op, 1 as row_version, days_after(day, -coalesce(days_off, 0)) as key_date, 0 as is_deleted
    from dated
    union all
    select
        *, written_at + to_days(9), case when is_mistake then written_at + to_days(30) end, 'U', 2, day, 0
    from dated
    where days_off is not null
    union all
    select
        *, case when days_off is not null then written_at + to_days(30) else written_at + to_days(2) end,
        null, 'U', 3, day, 1
    from dated
    where is_mistake
)

select
    block, item, version_at, until_at, op,
    (600000000000 + case_number * 8 + place)::varchar as key_date_id,
    custody_id::varchar as custody_id,
    type_id as key_date_type_id,
    date_text(key_date) as key_date,
    is_deleted::varchar as soft_deleted,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
