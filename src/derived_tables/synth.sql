-- The world of the synthetic prison systems: what happened, and every version of every record.
-- Variables: seed, blocks, to_end (first moment after the window), mess (boolean).
-- Nothing here depends on the window's start, nor on how many blocks there are.

-- mixing ------------------------------------------------------------------------------------
-- value = f(seed, table and column, block, row): a multilinear hash of block and row with
-- coefficients of the column's own, then a 32-bit finaliser (lowbias32). md5 only spreads the
-- column's name, once a query; it is fixed by its standard, `hash()` is not.
create temp macro coefficient(field, letter) as
    (md5_number_lower(concat_ws('.', getvariable('seed'), field, letter)) >> 34) | 1::ubigint;
create temp macro mix_step(x, places, factor) as
    (xor(x, x >> places) * factor::ubigint) & 4294967295::ubigint;
create temp macro mixed(x) as
    mix_step(mix_step(x, 16, 2146121005), 15, 2221713035);
create temp macro last_step(x) as xor(x, x >> 16);
create temp macro draw(field, block, item) as
    last_step(mixed((
        block::ubigint * coefficient(field, 'a')
        + item::ubigint * coefficient(field, 'b')
        + coefficient(field, 'c')
    ) & 4294967295::ubigint));
-- a whole number from 0 to sides - 1
create temp macro pick(field, block, item, sides) as
    ((draw(field, block, item) * sides::ubigint) >> 32)::bigint;

-- clocks ------------------------------------------------------------------------------------
create temp macro last_sunday(year, month) as
    (last_day(make_date(year, month, 1))
    - (isodow(last_day(make_date(year, month, 1))) % 7)::integer)::date;
create temp macro local_time(utc) as
    case
        when utc >= last_sunday(year(utc), 3) + interval 1 hour
            and utc < last_sunday(year(utc), 10) + interval 1 hour
            then utc + interval 1 hour
        else utc
    end;
create temp macro at_second(day, second) as
    day::timestamp + to_seconds(second::bigint);

-- people ------------------------------------------------------------------------------------
-- A block is 200 people. 0-10 live by scripts (one a quarter), 140-159 die, one a quarter,
-- 180-199 turn out to be 160-179, one a quarter; the others come and go.
create temp table quarters as
select
    number::bigint as quarter,
    (date '2023-01-01' + to_months(number::integer * 3))::date as first_day
from range(20) as quarter (number);

create temp table people as
select
    blocks.block,
    people.person,
    blocks.block * 200 + people.person as number,
    1000000 + blocks.block * 1000 + people.person * 5 as root_offender_id,
    pick('people.sex', blocks.block, people.person, 1000) < 40 as is_woman,
    case
        when people.person >= 180 then 'short'
        when people.person between 140 and 159 then 'dies'
        when people.person <= 10 then 'script'
        when pick('people.course', blocks.block, people.person, 1000) < 450 then 'long'
        else 'short'
    end as course,
    -- the day of death, or of the merge
    case
        when people.person between 140 and 159 or people.person >= 180
            then quarters.first_day + 3 + pick('people.turn', blocks.block, people.person, 80)::integer
    end as turn_day,
    case pick('people.aliases', blocks.block, people.person, 20)
        when 0 then 3 when 1 then 2 when 2 then 1 when 3 then 1 when 4 then 1 else 0
    end as aliases,
    -- in custody on no day before this one: half are old hands, the others come one by one
    case
        when people.person between 11 and 139
            then date '2020-01-01'
            + pick('people.entry', blocks.block, people.person, 2922)::integer
    end as entry_day
from range(getvariable('blocks')) as blocks (block)
cross join range(200) as people (person)
left join quarters on quarters.quarter = people.person % 20
    and (people.person between 140 and 159 or people.person >= 180);

create temp table courses as
select
    *,
    case course
        when 'long' then 1000 + pick('courses.stay', block, person, 3000)
        when 'dies' then 100 + pick('courses.stay', block, person, 2000)
        else 20 + pick('courses.stay', block, person, 230)
    end as stay_days,
    case course
        when 'long' then 200 + pick('courses.gap', block, person, 600)
        else 60 + pick('courses.gap', block, person, 240)
    end as gap_days
from people
where course <> 'script';

-- Stays in custody. Those that ended before 2023 are in no system.
create temp table stays as
with cycles as (
    select
        courses.*,
        stay.number as stay_number,
        (
            date '2008-01-01'
            + pick('stays.phase', block, person, stay_days + gap_days)::integer
            + (stay.number * (stay_days + gap_days))::integer
        ) as first_day,
        (stay_days * (800 + pick('stays.length', block, person * 1000 + stay.number, 200)))
        // 1000 as days
    from courses
    cross join range(100) as stay (number)
    where course <> 'dies'
        and stay.number * (stay_days + gap_days) < 7305
    union all by name
    select *, 0 as stay_number, turn_day - stay_days::integer as first_day, stay_days as days
    from courses
    where course = 'dies'
),

dated as (
    select *, first_day + days::integer as last_day
    from cycles
),

kept as (
    select *
    from dated
    where last_day >= date '2023-01-01'
        and (course <> 'short' or entry_day is null or first_day >= entry_day)
        and (course = 'dies' or turn_day is null or last_day < turn_day - 5)
        and first_day < getvariable('to_end')::date
),

recalled as (
    select
        *,
        lag(stay_number) over history is not null
        and pick('stays.recall', block, person * 1000 + stay_number, 1000)
        < case course when 'long' then 150 else 350 end as is_recall
    from kept
    window history as (partition by number order by stay_number)
)

select
    *,
    sum(case when is_recall then 0 else 1 end)
        over (partition by number order by stay_number) - 1 as booking,
    person * 1000 + stay_number as item,
    case
        when is_recall then 'L'
        when pick('stays.admission', block, person * 1000 + stay_number, 100) < 45 then 'N'
        when pick('stays.admission', block, person * 1000 + stay_number, 100) < 57 then 'V'
        when pick('stays.admission', block, person * 1000 + stay_number, 100) < 93 then 'I'
        when pick('stays.admission', block, person * 1000 + stay_number, 100) < 97 then 'W'
        when pick('stays.admission', block, person * 1000 + stay_number, 100) < 98 then 'F'
        else 'E'
    end as admission_reason,
    least(12, days // 25) as slots
from recalled;

-- Which prison, court: by a number that anything may hand over.
create temp table open_prisons as
select
    sex = 'F' as is_woman,
    row_number() over (partition by sex order by prison_id) - 1 as place,
    count(*) over (partition by sex) as places,
    prison_id
from prisons
where active and prison_id not in (select prison_id from prison_changes where field = 'added');

create temp table courts as
select row_number() over (order by agy_loc_id) - 1 as place, agy_loc_id
from other_places
where agency_location_type = 'CRT';

-- movements ---------------------------------------------------------------------------------
-- A leg is one movement as it happened. `house` counts the prisons of a stay; from and to are
-- P (this house), N (the next), C (a court) or a code.
create temp table legs (
    block bigint, person bigint, number bigint, is_woman boolean, booking bigint, item bigint,
    leg bigint, house bigint, happened_at timestamp, movement_type varchar, reason varchar,
    direction varchar, origin varchar, destination varchar, delay_seconds bigint, deleted_at timestamp
);

insert into legs
with slots as (
    select
        stays.*,
        slot.number as slot,
        item * 100 + slot.number as slot_item,
        first_day + (slot.number * days // (slots + 1))::integer as day,
        pick('slots.kind', block, item * 100 + slot.number, 1000) as chance
    from stays
    inner join range(1, 13) as slot (number) on slot.number <= stays.slots
),

kinds as (
    select
        *,
        case
            when admission_reason in ('N', 'V') and chance < 500 then 'CRT'
            when admission_reason in ('N', 'V') and chance < 600 then 'TRN'
            when admission_reason in ('N', 'V') and chance < 640 then 'C5'
            when admission_reason in ('N', 'V') then null
            when chance < 80 then 'CRT'
            when chance < 330 then 'TRN'
            when chance < 430 then 'C5'
            when chance < 600 and slot * 2 > slots then 'R25'
        end as kind
    from slots
),

housed as (
    select
        *,
        count(*) filter (where kind = 'TRN')
            over (partition by number, stay_number order by slot) as houses
    from kinds
),

templates as (
    select * from (values
        ('CRT', 1, 0, 26400, 5400, 'CRT', 'CRT', 'OUT', 'P', 'C'),
        ('CRT', 2, 0, 55800, 10800, 'CRT', 'CRT', 'IN', 'C', 'P'),
        ('TRN', 1, 0, 32400, 7200, 'TRN', null, 'OUT', 'B', 'P'),
        ('TRN', 2, 0, 46800, 7200, 'ADM', 'INT', 'IN', 'B', 'P'),
        ('C5', 1, 0, 32400, 7200, 'TAP', 'C5', 'OUT', 'P', 'OUT'),
        ('C5', 2, 0, 46800, 9000, 'TAP', 'C5', 'IN', 'OUT', 'P'),
        ('R25', 1, 0, 30600, 5400, 'TAP', 'R25', 'OUT', 'P', 'OUT'),
        ('R25', 2, 2, 55800, 7200, 'TAP', 'R25', 'IN', 'OUT', 'P')
    ) as templates (
        kind, half, days_on, earliest, spread, movement_type, reason, direction, origin, destination
    )
),

within as (
    select
        block, person, number, is_woman, booking, item,
        slot * 10 + half as leg,
        houses as house,
        at_second(
            day + days_on,
            earliest + pick('legs.second', block, slot_item * 10 + half, spread)
        ) as happened_at,
        movement_type,
        coalesce(reason, case pick('legs.transfer', block, slot_item, 10)
            when 0 then 'SEC' when 1 then 'PROAT' when 2 then 'OVCROW' when 3 then 'OVCROW'
            when 4 then 'MED' else 'NOTR'
        end) as reason,
        direction, origin, destination
    from housed
    inner join templates using (kind)
),

ends as (
    select
        block, person, number, is_woman, booking, item,
        0 as leg, 0 as house,
        at_second(first_day, 50400 + pick('legs.arrival', block, item, 18000)) as happened_at,
        'ADM' as movement_type, admission_reason as reason, 'IN' as direction,
        case when admission_reason = 'L' then 'OUT' else 'C' end as origin, 'P' as destination
    from stays
    union all by name
    select
        block, person, number, is_woman, booking, item,
        990 as leg,
        (
            select count(*) from housed
            where housed.number = stays.number and housed.stay_number = stays.stay_number
                and housed.kind = 'TRN'
        ) as house,
        at_second(last_day, 28800 + pick('legs.departure', block, item, 14400)) as happened_at,
        'REL' as movement_type,
        case
            when course = 'dies' then 'DEC'
            when admission_reason in ('N', 'V') and days < 60
                then case when pick('legs.bail', block, item, 2) = 0 then 'BL' else 'NCS' end
            when admission_reason = 'E' then 'DE'
            else case pick('legs.release', block, item, 50)
                when 0 then 'HP' when 1 then 'DE' when 2 then 'AR' when 3 then 'AR' when 4 then 'HD'
                when 5 then 'HD' when 6 then 'HD' when 7 then 'HD' else 'CR'
            end
        end as reason,
        'OUT' as direction, 'P' as origin,
        'OUT' as destination
    from stays
)

select
    block, person, number, is_woman, booking, item, leg, house, happened_at, movement_type,
    reason, direction, origin, destination,
    300 + pick('legs.delay', block, item * 1000 + leg, 7200)
    + case
        -- written up days later, so out of order
        when pick('legs.late', block, item * 1000 + leg, 100) < 2
            then 86400 * (1 + pick('legs.late_days', block, item * 1000 + leg, 3))
        else 0
    end as delay_seconds,
    null as deleted_at
from (select * from within union all by name select * from ends) as generic
order by block, item, leg;

-- Scripts: each of the first people has the same odd story every quarter.
create temp table scripts as
select * from (values
    -- 0: released at noon, received again on a new booking the same day
    (0, 0, 1, 0, 54000, 'ADM', 'N', 'IN', 'C', 'P', 0, 0, 'both'),
    (0, 0, 2, 20, 34200, 'REL', 'BL', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    (0, 1, 3, 20, 61200, 'ADM', 'I', 'IN', 'C', 'P', 0, 1, 'both'),
    (0, 1, 4, 40, 32400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 1, 'both'),
    -- 1: a recall re-opens the booking
    (1, 0, 1, 0, 54000, 'ADM', 'I', 'IN', 'C', 'P', 0, 0, 'both'),
    (1, 0, 2, 15, 32400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    (1, 0, 3, 25, 59400, 'ADM', 'L', 'IN', 'OUT', 'P', 0, 1, 'both'),
    (1, 0, 4, 39, 32400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 1, 'both'),
    -- 2: the departure is written up after the arrival
    (2, 0, 1, 0, 54000, 'ADM', 'V', 'IN', 'C', 'P', 0, 0, 'both'),
    (2, 0, 2, 10, 32400, 'TRN', 'NOTR', 'OUT', 'B', 'P', 172800, 1, 'both'),
    (2, 0, 3, 10, 46800, 'ADM', 'INT', 'IN', 'B', 'P', 0, 1, 'both'),
    (2, 0, 4, 30, 32400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 1, 'both'),
    -- 3: a booking made by mistake goes again (its true one stays)
    (3, 0, 1, 0, 54000, 'ADM', 'N', 'IN', 'C', 'P', 0, 0, 'both'),
    (3, 1, 2, 5, 56000, 'ADM', 'N', 'IN', 'C', 'P', 0, 1, 'both'),
    (3, 0, 4, 30, 32400, 'REL', 'NCS', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    -- 4: escape and recapture
    (4, 0, 1, 0, 54000, 'ADM', 'I', 'IN', 'C', 'P', 0, 0, 'both'),
    (4, 0, 2, 12, 75600, 'REL', 'ESCP', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    (4, 0, 3, 14, 3600, 'ADM', 'RECA', 'IN', 'OUT', 'P', 0, 0, 'both'),
    (4, 0, 4, 50, 32400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    -- 5: three nights away on temporary absence
    (5, 0, 1, 0, 54000, 'ADM', 'W', 'IN', 'C', 'P', 0, 0, 'both'),
    (5, 0, 2, 10, 32400, 'TAP', 'C3', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    (5, 0, 3, 13, 57600, 'TAP', 'C3', 'IN', 'OUT', 'P', 0, 0, 'both'),
    (5, 0, 4, 40, 32400, 'REL', 'HD', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    -- 6: a release that nobody wrote up
    (6, 0, 1, 0, 54000, 'ADM', 'N', 'IN', 'C', 'P', 0, 0, 'both'),
    (6, 0, 2, 30, 32400, 'REL', 'NCS', 'OUT', 'P', 'OUT', 0, 0, 'clean'),
    -- 7: about the turn of the clocks (days are set below)
    (7, 0, 1, 0, 54000, 'ADM', 'N', 'IN', 'C', 'P', 0, 0, 'both'),
    (7, 0, 2, 900, 1800, 'TAP', 'C6', 'OUT', 'P', 'OUT', 0, 0, 'mess'),
    (7, 0, 3, 900, 4800, 'TAP', 'C6', 'IN', 'OUT', 'P', 0, 0, 'mess'),
    (7, 0, 4, 89, 32400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    -- 8: three prisons in one day
    (8, 0, 1, 0, 54000, 'ADM', 'I', 'IN', 'C', 'P', 0, 0, 'both'),
    (8, 0, 2, 8, 25200, 'TRN', 'OVCROW', 'OUT', 'B', 'P', 0, 1, 'both'),
    (8, 0, 3, 8, 32400, 'ADM', 'INT', 'IN', 'B', 'P', 0, 1, 'both'),
    (8, 0, 4, 8, 50400, 'TRN', 'SEC', 'OUT', 'B', 'P', 0, 2, 'both'),
    (8, 0, 5, 8, 57600, 'ADM', 'INT', 'IN', 'B', 'P', 0, 2, 'both'),
    (8, 0, 6, 45, 32400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 2, 'both'),
    -- 9: received after midnight (in summer: the day before, by UTC)
    (9, 0, 1, 3, 84600, 'ADM', 'N', 'IN', 'OUT', 'P', 0, 0, 'both'),
    (9, 0, 2, 33, 32400, 'REL', 'BL', 'OUT', 'P', 'OUT', 0, 0, 'both'),
    -- 10: one day in custody
    (10, 0, 1, 20, 36000, 'ADM', 'F', 'IN', 'C', 'P', 0, 0, 'both'),
    (10, 0, 2, 20, 59400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 0, 'both')
) as scripts (
    person, booking, leg, day, second, movement_type, reason, direction, origin, destination,
    delay, house, world
);

insert into legs
select
    people.block, people.person, people.number, people.is_woman,
    quarters.quarter * 2 + scripts.booking as booking,
    people.person * 1000 + quarters.quarter as item,
    scripts.leg, scripts.house,
    at_second(
        case
            when scripts.day = 900
                then last_sunday(year(quarters.first_day), case quarters.quarter % 4 when 0 then 3 else 10 end)
            else quarters.first_day + scripts.day + start.days::integer
        end,
        scripts.second + case when scripts.day = 900 then 0 else start.seconds end
    ) as happened_at,
    scripts.movement_type, scripts.reason, scripts.direction, scripts.origin, scripts.destination,
    300 + scripts.delay + pick(
        'scripts.delay', people.block, (people.person * 1000 + quarters.quarter) * 100 + scripts.leg, 1200
    ) as delay_seconds,
    case
        when people.person = 3 and scripts.booking = 1
            then at_second(quarters.first_day + 8 + start.days::integer, 36000 + start.seconds)
    end as deleted_at
from people
cross join quarters
inner join scripts on scripts.person = people.person
cross join lateral (
    select
        case when people.person = 7 then 0
            else pick('scripts.days', people.block, people.person * 1000 + quarters.quarter, 30)
        end as days,
        pick('scripts.seconds', people.block, people.person * 1000 + quarters.quarter, 1500) as seconds
) as start
where (scripts.world = 'both' or (scripts.world = 'mess') = getvariable('mess'))
    -- clocks turn in the first and the fourth quarter
    and (scripts.day <> 900 or quarters.quarter % 4 in (0, 3))
order by people.block, quarters.quarter, people.person, scripts.leg;

create temp table movements as
with numbered as (
    select
        legs.*,
        sexes.places,
        pick('movements.prison', legs.block, legs.item, sexes.places) as first_place,
        pick('movements.court', legs.block, legs.item, (select count(*) from courts)) as court_place
    from legs
    inner join (select distinct is_woman, places from open_prisons) as sexes using (is_woman)
),

placed as (
    select
        numbered.*,
        2000000 + numbered.number * 100 + numbered.booking as offender_book_id,
        happened_at + to_seconds(delay_seconds)
        + to_microseconds(pick('movements.micro', numbered.block, item * 1000 + leg, 1000000))
            as recorded_at,
        here.prison_id as here_id,
        before.prison_id as before_id,
        courts.agy_loc_id as court_id
    from numbered
    inner join open_prisons as here
        on here.is_woman = numbered.is_woman
        and here.place = (numbered.first_place + numbered.house * 7) % numbered.places
    inner join open_prisons as before
        on before.is_woman = numbered.is_woman
        and before.place
        = (numbered.first_place + greatest(numbered.house - 1, 0) * 7) % numbered.places
    inner join courts on courts.place = numbered.court_place
)

select
    block, person, number, offender_book_id, booking, item, leg,
    row_number() over book as movement_seq,
    happened_at, recorded_at, deleted_at, movement_type, reason, direction,
    case origin when 'P' then here_id when 'B' then before_id when 'C' then court_id else origin end
        as from_agy_loc_id,
    case destination when 'P' then here_id when 'C' then court_id else destination end as to_agy_loc_id,
    lead(recorded_at) over book as next_recorded_at,
    -- the time was mistyped at first, an hour or a day early, and put right
    case
        when pick('movements.mistyped', block, item * 1000 + leg, 1000) < 15
            then recorded_at + to_hours(20 + pick('movements.righted', block, item * 1000 + leg, 80))
    end as righted_at,
    case
        when pick('movements.slip', block, item * 1000 + leg, 3) = 0 then interval 1 day
        else interval 1 hour
    end as slip
from placed
window book as (partition by offender_book_id order by recorded_at, happened_at, leg);

-- versions ----------------------------------------------------------------------------------
-- scn grows with the moment of recording; the draw only keeps neighbours apart.
create temp macro scn_at(moment, block, item) as
    epoch_ms(moment) * 16 + pick('scn', block, item, 16);
create temp macro date_text(day) as strftime(day, '%Y-%m-%d');
create temp macro time_text(moment) as strftime(moment, '%Y-%m-%d %H:%M:%S');

create temp table movement_versions as
with moments as (
    select offender_book_id, movement_seq, recorded_at as version_at, 'I' as op from movements
    union all
    select offender_book_id, movement_seq, next_recorded_at, 'U' from movements
    where next_recorded_at is not null
    union all
    select offender_book_id, movement_seq, righted_at, 'U' from movements
    where righted_at is not null
    union all
    select offender_book_id, movement_seq, deleted_at, 'D' from movements
    where deleted_at is not null
),

stated as (
    select
        moments.version_at, moments.op, movements.*,
        local_time(
            movements.happened_at
            - case when moments.version_at < movements.righted_at then movements.slip
                else interval 0 hour
            end
        ) as shown_at
    from moments
    inner join movements using (offender_book_id, movement_seq)
    where moments.version_at < getvariable('to_end')
        and (movements.deleted_at is null or moments.op = 'D' or moments.version_at < movements.deleted_at)
)

select
    block, person, booking * 1000 + movement_seq as item,
    version_at, op,
    offender_book_id::varchar as offender_book_id,
    movement_seq::varchar as movement_seq,
    date_text(shown_at) as movement_date,
    time_text(shown_at) as movement_time,
    movement_type,
    reason as movement_reason_code,
    direction as direction_code,
    from_agy_loc_id,
    to_agy_loc_id,
    case when version_at < coalesce(next_recorded_at, 'infinity'::timestamp) then 'Y' else 'N' end
        as active_flag,
    scn_at(version_at, block, person * 100000 + booking * 1000 + movement_seq)::varchar as scn
from stated;

create temp table bookings as
with grouped as (
    select
        block, person, number, offender_book_id, booking,
        min(recorded_at) as created_at,
        min_by(local_time(happened_at), movement_seq)::date as begin_day,
        any_value(deleted_at) as deleted_at
    from movements
    group by all
)

select *, row_number() over (partition by number order by booking) - 1 as ordinal
from grouped;

create temp table booking_versions as
with own as (
    select
        offender_book_id, recorded_at as version_at, movement_seq,
        case movement_type when 'REL' then 'OUT' when 'TRN' then 'TRN' else to_agy_loc_id end as agy_loc_id,
        case movement_type when 'REL' then 'OUT' when 'TRN' then 'TRN' else 'IN' end as in_out_status,
        case movement_type when 'REL' then 'N' else 'Y' end as active_flag,
        case movement_type when 'REL' then local_time(happened_at)::date end as end_day
    from movements
    where movement_type in ('ADM', 'REL') or (movement_type = 'TRN' and direction = 'OUT')
),

admissions as (
    select offender_book_id, recorded_at as version_at, reason
    from movements
    where movement_type = 'ADM' and reason <> 'INT'
),

moments as (
    select offender_book_id, version_at, 'U' as op from own
    union
    select bookings.offender_book_id, later.created_at, 'U'
    from bookings
    inner join bookings as later
        on later.number = bookings.number and later.created_at > bookings.created_at
    union
    select bookings.offender_book_id, later.deleted_at, 'U'
    from bookings
    inner join bookings as later
        on later.number = bookings.number and later.created_at > bookings.created_at
    where later.deleted_at is not null
    union
    select bookings.offender_book_id, at_second(people.turn_day, 39600 + people.person), 'U'
    from bookings
    inner join people using (number)
    where people.person >= 180
    union
    select offender_book_id, deleted_at, 'D' from bookings where deleted_at is not null
),

ranked as (
    select
        moments.offender_book_id, moments.version_at, moments.op,
        count(later.offender_book_id) + 1 as booking_seq
    from moments
    inner join bookings using (offender_book_id)
    left join bookings as later
        on later.number = bookings.number
        and later.created_at > bookings.created_at
        and later.created_at <= moments.version_at
        and (later.deleted_at is null or later.deleted_at > moments.version_at)
    where moments.version_at < getvariable('to_end')
        and moments.version_at >= bookings.created_at
        and (bookings.deleted_at is null or moments.op = 'D' or moments.version_at < bookings.deleted_at)
    group by all
),

stated as (
    select
        ranked.*, bookings.block, bookings.person, bookings.booking, bookings.begin_day,
        bookings.created_at,
        people.root_offender_id
        + case when bookings.ordinal between 1 and people.aliases then bookings.ordinal else 0 end
            as offender_id,
        case
            when people.person >= 180 and ranked.version_at >= at_second(people.turn_day, 39600 + people.person)
                then people.root_offender_id - 100
            else people.root_offender_id
        end as root_offender_id,
        own.agy_loc_id, own.in_out_status, own.active_flag, own.end_day,
        admissions.reason as admission_reason
    from ranked
    inner join bookings using (offender_book_id)
    inner join people on people.number = bookings.number
    asof left join own
        on own.offender_book_id = ranked.offender_book_id and own.version_at <= ranked.version_at
    asof left join admissions
        on admissions.offender_book_id = ranked.offender_book_id
        and admissions.version_at <= ranked.version_at
)

select
    block, person, booking as item, version_at,
    case when version_at = created_at then 'I' else op end as op,
    offender_book_id::varchar as offender_book_id,
    offender_id::varchar as offender_id,
    root_offender_id::varchar as root_offender_id,
    lpad((offender_book_id % 10000000)::varchar, 7, '0') || chr((65 + offender_book_id % 26)::integer)
        as booking_no,
    date_text(begin_day) as booking_begin_date,
    date_text(end_day) as booking_end_date,
    agy_loc_id, active_flag, in_out_status,
    booking_seq::varchar as booking_seq,
    admission_reason,
    scn_at(version_at, block, person * 100000 + booking)::varchar as scn
from stated
-- an update that changes nothing is not written
qualify op <> 'U' or version_at = created_at or (
    stated.root_offender_id, stated.booking_seq, stated.agy_loc_id, stated.in_out_status,
    stated.active_flag, stated.end_day, stated.admission_reason
) is distinct from lag((
    stated.root_offender_id, stated.booking_seq, stated.agy_loc_id, stated.in_out_status,
    stated.active_flag, stated.end_day, stated.admission_reason
)) over (partition by stated.offender_book_id order by version_at);

create temp macro race_of(draw) as
    case
        when draw < 660 then 'W1' when draw < 685 then 'W2' when draw < 700 then 'W3'
        when draw < 755 then 'W9' when draw < 800 then 'B1' when draw < 850 then 'B2'
        when draw < 875 then 'B9' when draw < 890 then 'A1' when draw < 915 then 'A2'
        when draw < 930 then 'A3' when draw < 955 then 'A9' when draw < 970 then 'O1'
        when draw < 980 then 'M1' when draw < 988 then 'M9' when draw < 995 then 'O9'
        else 'NS'
    end;

create temp table offender_versions as
with records as (
    select
        people.block, people.person, people.number, people.root_offender_id, people.is_woman,
        people.turn_day,
        bookings.ordinal as alias,
        bookings.created_at - to_seconds(60 + pick('offenders.before', people.block, people.person, 120))
        -- a name record that comes after its booking
        + case
            when getvariable('mess')
                and pick('offenders.orphan', people.block, people.person * 10 + bookings.ordinal, 100) < 15
                then interval 26 hour
            else interval 0 hour
        end as created_at
    from people
    inner join bookings using (number)
    where bookings.ordinal <= people.aliases
),

changes as (
    select
        records.number, records.alias, bookings.created_at + interval 5 minute as version_at,
        case
            when pick('offenders.change', records.block, records.person * 1000 + bookings.booking, 100) < 25
                then 'race'
            else 'name'
        end as change
    from records
    inner join bookings
        on bookings.number = records.number and bookings.created_at > records.created_at + interval 1 day
    where records.alias = 0
        and pick('offenders.change', records.block, records.person * 1000 + bookings.booking, 100) < 32
),

moments as (
    select number, alias, created_at as version_at, 'I' as op from records
    union
    select number, alias, version_at, 'U' from changes
    union
    select number, alias, at_second(turn_day, 39600 + person), 'U' from records
    where person >= 180
    union
    select number, alias, timestamp '2025-11-03 20:15:00.125000', 'U' from records
),

counted as (
    select
        moments.number, moments.alias, moments.version_at, moments.op,
        count(*) filter (where changes.change = 'race') as races,
        count(*) filter (where changes.change = 'name') as names
    from moments
    left join changes
        on changes.number = moments.number and changes.alias = moments.alias
        and changes.version_at <= moments.version_at
    group by all
),

stated as (
    select
        counted.*, records.* exclude (number, alias),
        records.person * 10 + counted.alias as item,
        race_of(pick('offenders.race', records.block, records.person * 100 + counted.races, 1000))
            as race_code
    from counted
    inner join records using (number, alias)
    where counted.version_at >= records.created_at
        and counted.version_at < getvariable('to_end')
),

named as (
    select
        stated.* exclude (race_code),
        case when race_code = 'O1' and version_at >= timestamp '2025-11-03' then 'A4' else race_code end
            as race_code,
        name_lists.surnames[
            1 + pick('offenders.surname', block, item * 100 + names, len(name_lists.surnames))
        ] as last_name,
        case
            when is_woman
                then name_lists.women[1 + pick('offenders.forename', block, item, len(name_lists.women))]
            else name_lists.men[1 + pick('offenders.forename', block, item, len(name_lists.men))]
        end as first_name,
        date '2007-06-30' - pick('offenders.age', block, person, 18000)::integer as true_birth_day
    from stated
    cross join name_lists
),

merged as (
    select
        *,
        case
            when person >= 180 and version_at >= at_second(turn_day, 39600 + person) then 20 else 0
        end as persons_off
    from named
),

-- a bijection of the person's number, so that no two NOMS numbers are alike
numbered as (
    select *, ((number - persons_off) * 1234577 + 98765432) % 175760000 as noms
    from merged
),

texts as (
    select
        block, person, item, version_at, op,
        (root_offender_id + alias)::varchar as offender_id,
        (root_offender_id - persons_off * 5)::varchar as root_offender_id,
        chr((65 + noms % 26)::integer)
        || lpad(((noms // 26) % 10000)::varchar, 4, '0')
        || chr((65 + (noms // 260000) % 26)::integer)
        || chr((65 + (noms // 6760000) % 26)::integer) as offender_id_display,
        last_name, first_name,
        case
            -- an alias with day and month the other way round
            when alias > 0 and day(true_birth_day) <= 12
                then date_text(make_date(year(true_birth_day), day(true_birth_day), month(true_birth_day)))
            else date_text(true_birth_day)
        end as birth_date,
        case
            when pick('offenders.no_sex', block, person, 1000) < 5 then 'NK'
            when is_woman then 'F'
            else 'M'
        end as sex_code,
        race_code,
        case when alias > 0 then root_offender_id::varchar end as alias_offender_id,
        date_text(created_at) as create_date
    from numbered
)

select *, scn_at(version_at, block, person * 100000 + item)::varchar as scn
from texts
-- an update that changes nothing is not written
qualify op = 'I' or (last_name, root_offender_id, race_code) is distinct from lag(
    (last_name, root_offender_id, race_code)
) over (partition by offender_id order by version_at);

create temp table place_versions as
with first_said as (
    select
        timestamp '2009-06-01 09:00:00' + to_minutes(row_number() over (order by agy_loc_id)) as version_at,
        'I' as op, *
    from (
        select
            prison_id as agy_loc_id, upper(name) as description, 'INST' as agency_location_type,
            case when active then 'Y' else 'N' end as active_flag,
            case when not active then '2013-03-31' end as deactivation_date
        from prisons
        union all
        select agy_loc_id, description, agency_location_type, 'Y', null from other_places
    ) as places
),

changed as (
    select
        place_changes.recorded_at as version_at, place_changes.op, place_changes.agy_loc_id,
        place_changes.description,
        case when place_changes.op <> 'D' then first_said.agency_location_type end as agency_location_type,
        place_changes.active_flag, place_changes.deactivation_date
    from place_changes
    left join first_said using (agy_loc_id)
)

select
    0 as block, 0 as person, (md5_number_lower(agy_loc_id) >> 40)::bigint as item, *,
    (epoch_ms(version_at) * 16)::varchar as scn
from (select * from first_said union all select * from changed) as said
where version_at < getvariable('to_end');

create temp table reason_versions as
with said as (
    select
        timestamp '2009-05-01 09:00:00'
        + to_minutes(row_number() over (order by movement_type, movement_reason_code)) as version_at,
        'I' as op, movement_type, movement_reason_code, description,
        'Y' as active_flag, null::varchar as expiry_date
    from reasons
    union all
    select * from reason_changes
)

select
    0 as block, 0 as person,
    (md5_number_lower(movement_type || movement_reason_code) >> 40)::bigint as item, *,
    (epoch_ms(version_at) * 16)::varchar as scn
from said
where version_at < getvariable('to_end');

-- The register, month by month, as it stood on the first. A stale extract (mess) is last month's.
create temp table register_rows as
with months as (
    select
        month::date as day,
        case
            when getvariable('mess') and (year(month) * 12 + month(month)) % 4 = 3
                then month - interval 1 month
            else month
        end::date as stated_on
    from range(
        date_trunc('month', getvariable('from_start')), getvariable('to_end'), interval 1 month
    ) as months (month)
),

changed as (
    select
        months.day, prison_changes.prison_id, prison_changes.field,
        max_by(prison_changes.value, prison_changes.from_day) as value,
        bool_or(prison_changes.from_day < months.stated_on) as has_come
    from months
    cross join prison_changes
    where prison_changes.field = 'added' or prison_changes.from_day < months.stated_on
    group by all
),

by_prison as (
    select
        day, prison_id,
        max(value) filter (where field = 'name') as name,
        max(value) filter (where field = 'region') as region,
        max(value) filter (where field = 'category') as category,
        max(value) filter (where field = 'operator') as operator,
        max(value) filter (where field = 'active') as active,
        coalesce(bool_or(field = 'dropped' or (field = 'added' and not has_come)), false) as is_absent
    from changed
    group by all
)

select
    0 as block, 0 as person, (md5_number_lower(prisons.prison_id) >> 40)::bigint as item,
    months.day::timestamp + interval 4 hour as version_at, null::varchar as op,
    prisons.prison_id,
    coalesce(by_prison.name, prisons.name) as name,
    coalesce(by_prison.active, prisons.active::varchar) as active,
    (prisons.sex = 'M')::varchar as male,
    (prisons.sex = 'F')::varchar as female,
    (coalesce(by_prison.operator, prisons.operator) <> 'PSP')::varchar as contracted,
    coalesce(by_prison.region, prisons.region) as region,
    prisons.local_authority,
    coalesce(by_prison.operator, prisons.operator) as operator,
    coalesce(by_prison.category, prisons.category) as category
from months
cross join prisons
left join by_prison on by_prison.day = months.day and by_prison.prison_id = prisons.prison_id
where not coalesce(by_prison.is_absent, false);
