-- A version of a person known to probation: made with the first sentence, then changed as an order
-- comes into force and ends. One in two hundred has a second record, deleted when it is found out.
with moments as (
    select block, person, known_at as moment, 1 as row_version, 0 as is_supervised, null as booking_no
    from delius_persons
    union all
    select
        block, person, disposal_at + to_seconds(400), 2 + cycle * 2, 1,
        booking_no
    from delius_orders
    union all
    select block, person, ended_at + to_seconds(400), 3 + cycle * 2, 0, null
    from delius_orders
    where ended_at is not null
),

-- A booking stays the latest until the next; an order whose end nobody wrote up may run into another.
carried as (
    select
        block, person, moment, row_version, is_supervised,
        last_value(booking_no ignore nulls) over so_far as booking
    from moments
    window so_far as (partition by block, person order by moment)
),

changed as (
    select *
    from carried
    window record as (partition by block, person order by moment)
    qualify row_version = 1 or lag(is_supervised) over record is distinct from is_supervised
        or lag(booking) over record is distinct from booking
),

versions as (
    select
        changed.block, changed.person, changed.person as item, moment as version_at,
        lead(moment) over (partition by changed.block, changed.person order by moment) as until_at,
        row_version, is_supervised, booking, 0 as is_deleted, false as is_second
    from changed
),

seconds as (
    select
        block, person, person + 1000 as item,
        known_at + to_days(20 + pick('delius.offender.again', block, person, 400)::integer) as made_at,
        to_days(15 + pick('delius.offender.merged', block, person, 200)::integer) as lasts
    from delius_persons
    where chance('delius.offender.has_second', block, person, 50)
),

recorded as (
    select * from versions
    union all
    select block, person, item, made_at, made_at + lasts, 1, 0, null, 0, true from seconds
    union all
    select block, person, item, made_at + lasts, null, 2, 0, null, 1, true from seconds
)

select
    recorded.block, recorded.item, version_at, until_at,
    case when row_version = 1 then 'I' else 'U' end as op,
    (offender_id + case when is_second then 500000000 else 0 end)::varchar as offender_id,
    case
        when not is_second then crn
        -- the numbers above those of people
        else chr((65 + ((number + 13000000) * 3456789 + 24680) % 26000000 % 26)::integer)
            || lpad((((number + 13000000) * 3456789 + 24680) % 26000000 // 26)::varchar, 6, '0')
    end as crn,
    case when course <> 'summary' and not is_second then noms_number end as noms_number,
    case when not is_second then pnc_number end as pnc_number,
    case when not is_second then cro_number end as cro_number,
    surname, forename as first_name, middle_name as second_name,
    earlier_surname as previous_surname,
    date_text(birth_date) as date_of_birth_date,
    case sex when 'M' then '1001' else '1002' end as gender_id,
    codes.reference_id as ethnicity_id,
    booking as most_recent_prisoner_number,
    is_supervised::varchar as current_disposal,
    is_deleted::varchar as soft_deleted,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from recorded
inner join delius_persons as described using (block, person)
left join delius_reference_codes as codes
    on codes.list_name = 'ETHNICITY' and codes.code = described.ethnicity
