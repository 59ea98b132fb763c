-- What NOMIS's tables share: stays as staff enter them, their movements, bookings and people.
-- Invented: which prison holds whom, transfers, absences, aliases, duplicate people and merges.

-- A record is written some minutes to an hour after what it tells of.
create or replace temp macro noted(moment, field, block, item) as
    moment + to_microseconds(300000000 + pick(field, block, item, 4000000000));
-- The moments of a record's versions: the first, and those after it that there are.
create or replace temp macro written_at(created_at, later) as
    list_sort(list_distinct(list_prepend(
        created_at, list_filter(later, lambda moment: moment > created_at)
    )));
-- The system change number grows with the moment of writing; the draw keeps neighbours apart.
create or replace temp macro scn_at(moment, block, item) as
    (epoch_ms(moment) * 16 + pick('nomis.scn', block, item, 16))::varchar;
create or replace temp macro cycle_of(case_no) as case_no % 1000;
-- Small and unique numbers of what belongs to a case.
create or replace temp macro case_serial(block, person, case_no) as
    block * 40000 + person * 200 + cycle_of(case_no);
create or replace temp macro noms_text(noms) as
    concat(
        chr((65 + noms % 26)::integer), lpad(((noms // 26) % 10000)::varchar, 4, '0'),
        chr((65 + (noms // 260000) % 26)::integer), chr((65 + (noms // 6760000) % 26)::integer)
    );

-- Which prison: men are received at a local one of the court's region, and move on to any.
create or replace temp table nomis_prisons as
with pools as (
    select
        case
            when region like '%Midlands' then 'Midlands'
            when region in ('North East', 'Yorkshire and The Humber') then 'North East'
            when region in ('South East', 'East of England') then 'South East'
            else region
        end as pool,
        prison_id
    from prisons
    where active and sex = 'M' and category in ('B', 'B, C')
    union all
    select sex as pool, prison_id
    from prisons
    -- one is opened and one closed in the window
    where active and prison_id not in ('FYI', 'DAI')
)

select
    pool, prison_id,
    row_number() over (partition by pool order by prison_id) - 1 as place,
    count(*) over (partition by pool) as places
from pools;

create or replace temp table nomis_prison_pools as
select distinct pool, places from nomis_prisons;

create or replace temp table nomis_courts as
select 'crown' as tier, crown_court_id as code, register_id as agy_loc_id from crown_courts
union all
select 'magistrates', court_code, register_id from magistrates_courts;

-- stays -------------------------------------------------------------------------------------
-- A stay as the story has it, and what is odd about it. 0: released, received again the same day
-- on a new booking. 1: recalled at once. 2: a departure written up after the arrival. 3: a booking
-- made by mistake, and deleted. 4: escape and recapture. 5: three nights away. 6: a release that
-- nobody wrote up. 7: out and in while the clocks change. 8: three prisons in a day. 9: received
-- after midnight. (10, a day in custody, happens by itself.)
create or replace temp table nomis_stays as
with kept_on as (
    -- held on after the sentence: no recall begins before that ends
    select block, case_no, max(released_at) as until_at
    from custody_spells
    where held_on_from is not null
    group by block, case_no
),

measured as (
    select
        custody_spells.*,
        datediff('day', admitted_at, released_at) as days,
        cycle_of(case_no) as cycle,
        case when kind = 'recall' or datediff('day', admitted_at, released_at) <= 20 then null else oddity end
            as kind_of_odd
    from custody_spells
    left join kept_on using (block, case_no)
    where kind <> 'recall' or until_at is null or admitted_at > until_at
),

turned as (
    select
        *,
        list_filter(
            [
                last_sunday(year(admitted_at), 3), last_sunday(year(admitted_at), 10),
                last_sunday(year(admitted_at) + 1, 3)
            ],
            lambda day: day > admitted_at::date + 1 and day < released_at::date - 1
        )[1] as clock_day,
        (admitted_at::date + (days // 2)::integer)::date as middle_day,
        (released_at::date - 12)::date as early_day,
        pick('nomis.prison', measured.block, item, 420) % places as first_place
    from measured
    inner join nomis_prison_pools as pools
        on pools.pool = case when is_woman then 'F' else measured.region end
)

select
    turned.* exclude (oddity, kind_of_odd, admitted_at, first_place),
    case
        when kind_of_odd = 1 and (
            not is_sentenced or held_on_from is not null
            or early_day <= greatest(admitted_at::date, disposed_on) + 3
        ) then null
        when kind_of_odd = 6 and not mess('unwritten_end') then null
        when kind_of_odd = 7 and (clock_day is null or not mess('clock_change')) then null
        when kind_of_odd < 10 then kind_of_odd
    end as oddity,
    case
        when kind_of_odd = 9
            then at_second(admitted_at::date, 84600 + pick('nomis.stay.night', turned.block, item, 1500))
        else admitted_at
    end as admitted_at,
    -- a number that no case has
    case when kind_of_odd in (0, 3) then case_number + 500 + 200 * spell_no end as other_book_id,
    magistrates.agy_loc_id as magistrates_id,
    case when is_crown then crown.agy_loc_id else magistrates.agy_loc_id end as sentencing_id,
    first_prisons.prison_id as first_prison_id
from turned
inner join nomis_prisons as first_prisons
    on first_prisons.pool = case when is_woman then 'F' else turned.region end
    and first_prisons.place = turned.first_place
inner join nomis_courts as magistrates
    on magistrates.tier = 'magistrates' and magistrates.code = turned.magistrates_court_code
inner join nomis_courts as crown
    on crown.tier = 'crown' and crown.code = turned.crown_court_id;

-- movements ---------------------------------------------------------------------------------
-- A leg is one movement as it happened. From and to are P (the prison), B (the one before), C (a
-- court) or a code.
create or replace temp table nomis_legs as
with court_days as (
    select
        stays.block, stays.item, hearings.item as hearing, hearings.heard_on,
        case hearings.tier when 'crown' then stays.sentencing_id else stays.magistrates_id end as court_id
    from nomis_stays as stays
    inner join hearings using (block, case_no)
    where stays.oddity is null
        and hearings.heard_on > stays.admitted_at::date and hearings.heard_on < stays.released_at::date
        -- the others appear by video
        and chance('nomis.court.in_person', stays.block, hearings.item, 6000)
),

slots as (
    select
        stays.block, stays.item, slot.number as slot, stays.kind, stays.is_sentenced,
        stays.item * 100 + slot.number as slot_item,
        least(12, stays.days // 25) as slots,
        (stays.admitted_at::date
            + (slot.number * stays.days // (least(12, stays.days // 25) + 1))::integer)::date as day,
        pick('nomis.slot', stays.block, stays.item * 100 + slot.number, 1000) as draw
    from nomis_stays as stays
    inner join range(1, 13) as slot (number) on slot.number <= least(12, stays.days // 25)
    where stays.oddity is null
),

filled as (
    select
        *,
        case
            when kind = 'remand' and not is_sentenced then
                case when draw < 100 then 'TRN' when draw < 170 then 'C5' end
            when draw < 260 then 'TRN'
            when draw < 380 then 'C5'
            when draw < 540 and slot * 2 > slots then 'R25'
        end as template
    from slots
    where not exists (
        select 1 from court_days
        where court_days.block = slots.block and court_days.item = slots.item
            and court_days.heard_on between slots.day and slots.day + 2
    )
),

templates as (
    select * from (values
        ('TRN', 1, 0, 32400, 7200, 'TRN', null, 'OUT', 'B', 'P'),
        ('TRN', 2, 0, 46800, 7200, 'ADM', 'INT', 'IN', 'B', 'P'),
        ('C5', 1, 0, 32400, 7200, 'TAP', 'C5', 'OUT', 'P', 'OUT'),
        ('C5', 2, 0, 46800, 9000, 'TAP', 'C5', 'IN', 'OUT', 'P'),
        ('R25', 1, 0, 30600, 5400, 'TAP', 'R25', 'OUT', 'P', 'OUT'),
        ('R25', 2, 2, 55800, 7200, 'TAP', 'R25', 'IN', 'OUT', 'P')
    ) as templates (
        template, half, days_on, earliest, spread, movement_type, reason, direction, origin, destination
    )
),

odd_templates as (
    -- days from the middle of the stay, but for 1 (from twelve days before its end), 3 (from its
    -- beginning) and 7; `book` 1 is the other booking
    select * from (values
        (0, 1, 0, 34200, 'REL', 'BL', 'OUT', 'P', 'OUT', 0, 0),
        (0, 2, 0, 61200, 'ADM', 'I', 'IN', 'C', 'P', 0, 1),
        (1, 1, 0, 32400, 'REL', 'CR', 'OUT', 'P', 'OUT', 0, 0),
        (1, 2, 5, 59400, 'ADM', 'L', 'IN', 'OUT', 'P', 0, 0),
        (2, 1, 0, 32400, 'TRN', 'NOTR', 'OUT', 'B', 'P', 172800, 0),
        (2, 2, 0, 46800, 'ADM', 'INT', 'IN', 'B', 'P', 0, 0),
        (3, 1, 5, 56000, 'ADM', 'N', 'IN', 'C', 'P', 0, 1),
        (4, 1, 0, 75600, 'REL', 'ESCP', 'OUT', 'P', 'OUT', 0, 0),
        (4, 2, 2, 3600, 'ADM', 'RECA', 'IN', 'OUT', 'P', 0, 0),
        (5, 1, 0, 32400, 'TAP', 'C3', 'OUT', 'P', 'OUT', 0, 0),
        (5, 2, 3, 57600, 'TAP', 'C3', 'IN', 'OUT', 'P', 0, 0),
        (7, 1, 0, 1800, 'TAP', 'C6', 'OUT', 'P', 'OUT', 0, 0),
        (7, 2, 0, 4800, 'TAP', 'C6', 'IN', 'OUT', 'P', 0, 0),
        (8, 1, 0, 25200, 'TRN', 'OVCROW', 'OUT', 'B', 'P', 0, 0),
        (8, 2, 0, 32400, 'ADM', 'INT', 'IN', 'B', 'P', 0, 0),
        (8, 3, 0, 50400, 'TRN', 'SEC', 'OUT', 'B', 'P', 0, 0),
        (8, 4, 0, 57600, 'ADM', 'INT', 'IN', 'B', 'P', 0, 0)
    ) as odd_templates (
        oddity, half, days_on, second, movement_type, reason, direction, origin, destination, delay, book
    )
),

gate as (
    select
        block, item, 0 as leg, admitted_at as happened_at, 'ADM' as movement_type,
        case
            when kind = 'recall' then 'L'
            when kind = 'remand' then 'N'
            when chance('nomis.gate.yoi', block, item, 600) then 'W'
            else 'I'
        end as reason,
        'IN' as direction, case kind when 'recall' then 'OUT' else 'C' end as origin, 'P' as destination,
        case kind when 'remand' then magistrates_id else sentencing_id end as court_id, 0 as delay, 0 as book
    from nomis_stays
    union all
    select
        block, item, 9990, released_at, 'REL',
        case release_kind
            when 'died' then 'DEC' when 'removed' then 'DE' when 'bailed' then 'BL'
            when 'not convicted' then 'NCS' when 'not sentenced to custody' then 'NCS'
            when 'curfew' then 'HD' else 'CR'
        end,
        'OUT', 'P', 'OUT', null, 0, case when oddity = 0 then 1 else 0 end
    from nomis_stays
    where oddity is distinct from 6
),

within as (
    select
        block, item, slot * 10 + half as leg,
        at_second(
            (day + days_on)::date,
            earliest + pick('nomis.leg.second', block, slot_item * 10 + half, spread)
        ) as happened_at,
        movement_type,
        coalesce(reason, ['SEC', 'PROAT', 'OVCROW', 'OVCROW', 'MED', 'NOTR', 'NOTR', 'NOTR'][
            1 + pick('nomis.leg.transfer', block, slot_item, 8)
        ]) as reason,
        direction, origin, destination, null::varchar as court_id, 0 as delay, 0 as book
    from filled
    inner join templates using (template)
),

at_court as (
    select
        court_days.block, court_days.item, 1000 + hearing % 100 * 2 + half.number as leg,
        at_second(
            heard_on,
            case half.number when 0 then 26400 else 55800 end
            + pick('nomis.court.second', court_days.block, hearing * 2 + half.number, 5400)
        ) as happened_at,
        'CRT' as movement_type, 'CRT' as reason,
        case half.number when 0 then 'OUT' else 'IN' end as direction,
        case half.number when 0 then 'P' else 'C' end as origin,
        case half.number when 0 then 'C' else 'P' end as destination,
        court_id, 0 as delay, 0 as book
    from court_days
    cross join range(2) as half (number)
),

odd as (
    select
        stays.block, stays.item, 2000 + odd_templates.half as leg,
        at_second(
            (case stays.oddity
                when 1 then stays.early_day when 3 then stays.admitted_at::date when 7 then stays.clock_day
                else stays.middle_day
            end + odd_templates.days_on)::date,
            odd_templates.second + pick('nomis.odd.second', stays.block, stays.item * 10 + half, 1200)
        ) as happened_at,
        odd_templates.movement_type, odd_templates.reason, odd_templates.direction,
        odd_templates.origin, odd_templates.destination, stays.magistrates_id as court_id,
        odd_templates.delay, odd_templates.book
    from nomis_stays as stays
    inner join odd_templates using (oddity)
)

select * from gate
union all
select * from within
union all
select * from at_court
union all
select * from odd;

create or replace temp table nomis_movements as
with housed as (
    -- how many prisons the stay has had by then
    select
        legs.*, stays.person, stays.number, stays.case_no, stays.spell_no, stays.is_woman, stays.first_prison_id,
        stays.oddity, stays.case_number, stays.offender_book_id as own_book_id, stays.other_book_id,
        sum(case when movement_type = 'TRN' then 1 else 0 end)
            over (partition by legs.block, legs.item order by happened_at, leg) as house,
        legs.item * 10000 + leg as leg_item
    from nomis_legs as legs
    inner join nomis_stays as stays using (block, item)
),

placed as (
    select
        housed.*,
        case when book = 1 then other_book_id else own_book_id end as offender_book_id,
        case_no * 10 + case when book = 1 then 1 + spell_no else 0 end as book_item,
        noted(happened_at, 'nomis.movement.noted', housed.block, leg_item)
        + to_seconds(delay + case
            -- written up days later, so out of order
            when chance('nomis.movement.late', housed.block, leg_item, 200)
                then 86400 * (1 + pick('nomis.movement.late_days', housed.block, leg_item, 3))
            else 0
        end) as recorded_at,
        (pick('nomis.prison.next', housed.block, housed.item, 420) + house * 7) % places as place,
        (pick('nomis.prison.next', housed.block, housed.item, 420) + greatest(house - 1, 0) * 7) % places
            as place_before
    from housed
    inner join nomis_prison_pools as pools on pools.pool = case when is_woman then 'F' else 'M' end
),

moved as (
    select
        placed.*,
        case house when 0 then first_prison_id else here.prison_id end as here_id,
        case when house <= 1 then first_prison_id else before.prison_id end as before_id
    from placed
    inner join nomis_prisons as here
        on here.pool = case when is_woman then 'F' else 'M' end and here.place = placed.place
    inner join nomis_prisons as before
        on before.pool = here.pool and before.place = placed.place_before
)

select
    block, person, number, case_no, case_number, offender_book_id, book_item, leg_item,
    row_number() over book as movement_seq,
    happened_at, recorded_at, movement_type, reason, direction,
    case origin when 'P' then here_id when 'B' then before_id when 'C' then court_id else origin end
        as from_agy_loc_id,
    case destination when 'P' then here_id when 'C' then court_id else destination end as to_agy_loc_id,
    lead(recorded_at) over book as next_recorded_at,
    -- the time was mistyped at first, an hour or a day early, and put right
    case
        when chance('nomis.movement.mistyped', block, leg_item, 150)
            then recorded_at + to_hours(20 + pick('nomis.movement.righted', block, leg_item, 80))
    end as righted_at,
    case when pick('nomis.movement.slip', block, leg_item, 3) = 0 then interval 1 day else interval 1 hour end
        as slip,
    -- the hour that never was, as it was written
    oddity = 7 and movement_type = 'TAP' and month(happened_at) = 3 as is_unshifted,
    case
        when oddity = 3 and book = 1
            then noted(recorded_at + interval 3 day, 'nomis.movement.deleted', block, leg_item)
    end as deleted_at
from moved
window book as (partition by block, offender_book_id order by recorded_at, leg_item);

-- bookings and people -----------------------------------------------------------------------
-- One in thirty bookings is of a person whom staff did not find, and made anew: another person
-- record and NOMS number, until the two are merged.
create or replace temp table nomis_bookings as
with grouped as (
    select
        block, person, number, case_no, offender_book_id, book_item as item,
        min(recorded_at) - to_seconds(40 + pick('nomis.booking.before', block, book_item, 20)) as created_at,
        local_time(min(happened_at))::date as begin_day,
        min(happened_at) as began_at,
        any_value(deleted_at) as deleted_at
    from nomis_movements
    group by block, person, number, case_no, offender_book_id, book_item
),

known as (
    select
        grouped.*,
        identities.second_ethnicity_code,
        people.course <> 'script' and grouped.item % 10 = 0
        and chance('nomis.duplicate', grouped.block, grouped.person, 2400)
        and cycle_of(case_no) % 8 = pick('nomis.duplicate.cycle', grouped.block, grouped.person, 8)
            as is_duplicate,
        case pick('nomis.aliases', grouped.block, grouped.person, 20)
            when 0 then 3 when 1 then 2 when 2 then 1 when 3 then 1 when 4 then 1 else 0
        end as aliases
    from grouped
    inner join people using (block, person)
    inner join identities
        on identities.block = grouped.block and identities.person = grouped.person
        and identities.system = 'nomis'
)

select
    *,
    10000000 + number * 400 as root_offender_id,
    case when is_duplicate then 10000200 + number * 400 + cycle_of(case_no) end as duplicate_offender_id,
    case
        when is_duplicate then 0
        when aliases > 0 and chance('nomis.booking.alias', block, item, 4500)
            then 1 + pick('nomis.booking.which', block, item, aliases)
        else 0
    end as alias,
    case
        when is_duplicate then noted(
            at_second((created_at::date + 10 + pick('nomis.merge.after', block, item, 190)::integer)::date, 36000),
            'nomis.merge', block, item
        )
    end as merged_at
from known;

-- A name record: of the person (alias 0), of an alias, of the person made anew.
create or replace temp table nomis_names as
with met as (
    select
        block, person, number, root_offender_id, min(created_at) as met_at,
        any_value(second_ethnicity_code) as second_ethnicity_code
    from nomis_bookings
    group by block, person, number, root_offender_id
),

records as (
    select *, 0 as alias, root_offender_id as offender_id, null::timestamp as merged_at, met_at as used_at
    from met
    union all
    select
        met.*, used.alias, met.root_offender_id + used.alias, null,
        coalesce(used.used_at, met.met_at) + to_seconds(10)
    from met
    inner join (
        select block, person, alias, min(created_at) as used_at
        from nomis_bookings
        where alias > 0
        group by block, person, alias
        union all
        -- another ethnicity was given under another name
        select block, person, 9, null
        from met
        where second_ethnicity_code is not null and mess('second_ethnicity')
    ) as used using (block, person)
    union all
    select met.*, 20 as alias, bookings.duplicate_offender_id, bookings.merged_at, bookings.created_at
    from met
    inner join nomis_bookings as bookings using (block, person)
    where bookings.is_duplicate
)

select
    *,
    person * 30 + alias as item,
    -- an alias after the person, and both before the booking
    used_at - to_seconds(
        case when alias between 1 and 9 then 60 else 120 end
        + pick('nomis.name.before', block, person * 30 + alias, 60)
    )
    + case
        -- the name is written a day after the booking that it is of
        when alias between 1 and 8 and mess('orphan') and chance('nomis.name.orphan', block, person * 30 + alias, 1500)
            then interval 26 hour
        else interval 0 hour
    end as created_at,
    noms_text(((number + 80000000) * 1234577 + 98765432) % 175760000) as duplicate_noms
from records;

-- cases and sentences -----------------------------------------------------------------------
-- A case that brought somebody to prison, as the prison has it: from the booking on.
create or replace temp table nomis_cases as
select
    cases.*, bookings.offender_book_id,
    noted(bookings.created_at + interval 1 hour, 'nomis.case.created', cases.block, cases.case_no) as created_at,
    magistrates.agy_loc_id as magistrates_id, crown.agy_loc_id as crown_id,
    case_serial(cases.block, cases.person, cases.case_no) as serial,
    case when died_on is null or died_on > disposed_on then disposal in ('custody', 'life') else false end
        as is_sentenced,
    -- recorded in the evening, once the warrant is there
    noted(at_second(disposed_on, 66000), 'nomis.case.disposed', cases.block, cases.case_no) as warrant_at
from cases
inner join nomis_bookings as bookings
    on bookings.block = cases.block and bookings.case_no = cases.case_no and bookings.item % 10 = 0
inner join nomis_courts as magistrates
    on magistrates.tier = 'magistrates' and magistrates.code = cases.magistrates_court_code
inner join nomis_courts as crown
    on crown.tier = 'crown' and crown.code = cases.crown_court_id;

create or replace temp table nomis_sentences as
select
    cases.block, cases.case_no, cases.case_number, cases.person, cases.serial, cases.offender_book_id,
    offences.offence_no, offences.is_principal, offences.disposal, offences.sentence_days,
    cases.disposed_on, cases.sentence_ends_on, cases.remand_days, cases.died_on,
    case when offences.is_principal then 1 else offences.offence_no end as sentence_seq,
    cases.case_no * 20 + case when offences.is_principal then 1 else offences.offence_no end as item,
    greatest(cases.warrant_at, cases.created_at) + interval 2 hour
    + to_seconds(60 * offences.offence_no + pick('nomis.sentence.created', cases.block, cases.case_no, 60))
        as created_at,
    case
        when offences.disposal = 'life' then offences.cjs_code = 'COML025'
    end as is_murder,
    case when cases.convicted_on >= date '2020-12-01' then '2020' else '2003' end as category,
    case
        when offences.disposal = 'life' and offences.cjs_code = 'COML025' then 'MLP'
        when offences.disposal = 'life' then 'DLP'
        else concat(
            case when datesub('year', people.birth_date, cases.disposed_on) < 21 then 'YOI' else 'ADIMP' end,
            case when offences.sentence_days < 730 then '_ORA' else '' end
        )
    end as calc_type
from nomis_cases as cases
inner join offences_charged as offences using (block, case_no)
inner join people on people.block = cases.block and people.person = cases.person
where offences.defendant_no = 1 and cases.is_sentenced
    and offences.verdict = 'convicted' and offences.disposal in ('custody', 'life');

-- What a recall makes of the principal sentence.
create or replace temp table nomis_recalls as
select
    block, case_no, spell_no, admitted_at, released_at,
    case
        when disposal = 'life' then 'LR_LIFE'
        when datediff('day', admitted_at, released_at) between 13 and 16 then '14FTR_ORA'
        when datediff('day', admitted_at, released_at) between 27 and 30 then 'FTR_ORA'
        when sentence_days < 730 then 'LR_ORA'
        else 'LR'
    end as calc_type
from nomis_stays
where kind = 'recall'
union all
select
    block, case_no, 9, at_second((early_day + 5)::date, 59400), released_at,
    case when disposal = 'life' then 'LR_LIFE' when sentence_days < 730 then 'LR_ORA' else 'LR' end
from nomis_stays
where oddity = 1;
