-- What probation knows of the story: its sentences, the stays in prison under them, and the units
-- that supervise. Invented: which unit, who hands over to whom, requirements, contacts and outcomes.

create or replace temp table delius_reference_codes as
select * from read_csv(list_file('delius_reference_codes'), all_varchar = true);
create or replace temp table delius_disposal_types as
select * from read_csv(list_file('delius_disposal_types'), all_varchar = true);
create or replace temp table delius_contact_types as
select * from read_csv(list_file('delius_contact_types'), all_varchar = true);
create or replace temp table delius_contact_outcomes as
select * from read_csv(list_file('delius_contact_outcomes'), all_varchar = true);
create or replace temp table delius_requirement_types as
select * from read_csv(list_file('delius_requirement_types'), all_varchar = true);

-- The id of what a list has, so that a longer list changes none.
create or replace temp macro code_id(code) as (md5_number_lower(code) >> 34)::bigint;
create or replace temp macro days_after(day, days) as (day + days::integer)::date;
-- In office hours, to the microsecond, after so many seconds of the day.
create or replace temp macro office_at(day, second, field, block, item) as
    at_second(day, second) + to_microseconds(pick(field, block, item, 3600000000));

-- A borough is a probation delivery unit; two districts and six teams are invented for each.
create or replace temp table delius_boroughs as
select
    units.code, units.name, units.area_code, code_id(units.code) as borough_id,
    row_number() over (partition by area_code order by units.code) as place
from probation_districts as units;

create or replace temp table delius_teams as
select
    boroughs.code as borough_code, boroughs.name as borough_name, boroughs.borough_id,
    boroughs.area_code, slots.slot,
    concat(boroughs.area_code, chr((64 + boroughs.place)::integer), 'T', slots.slot) as team_code,
    code_id(concat('team ', boroughs.code, slots.slot)) as team_id,
    concat(boroughs.code, 1 + slots.slot % 2) as district_code
from delius_boroughs as boroughs
cross join range(6) as slots (slot);

-- The unit of a court is one of its region; the same for as long as both are listed.
create or replace temp table delius_court_units as
select
    courts.court_code,
    arg_min(boroughs.code, md5(concat(courts.court_code, boroughs.code))) as borough_code
from magistrates_courts as courts
inner join (values
    ('N03', 'Wales'), ('N07', 'London'), ('N50', 'North West'), ('N51', 'North West'),
    ('N52', 'Midlands'), ('N53', 'Midlands'), ('N54', 'North East'), ('N55', 'North East'),
    ('N56', 'South East'), ('N57', 'South East'), ('N58', 'South West'), ('N59', 'South East')
) as regions (area_code, region) using (region)
inner join delius_boroughs as boroughs using (area_code)
group by courts.court_code;

create or replace temp table delius_prisons as
select
    prison_id, sex, code_id(concat('institution ', prison_id)) as institution_id,
    row_number() over (partition by sex order by prison_id) - 1 as slot,
    count(*) over (partition by sex) as slots
from prisons
where active;

-- One row per sentence supervised, with the moments at which it is written down.
create or replace temp table delius_orders as
with sentences as (
    select
        supervisions.*, cases.cycle, cases.convicted_on, cases.automatic_release_on,
        cases.remand_days, cases.is_listed_offence, cases.disposal,
        supervisions.kind = 'custody' as is_custody,
        not supervisions.kind = 'custody' and (
            end_reason = 'unpaid work' or chance('delius.work', supervisions.block, case_no, 5000)
        ) as has_work
    from supervisions
    inner join cases using (block, case_no)
    where supervisions.ended_on > supervisions.starts_on + 5
),

dated as (
    select
        *,
        not is_custody and (not has_work or chance('delius.activity', block, case_no, 4500))
            as has_activity,
        mess('unwritten_end') and end_reason <> 'death'
            and chance('delius.unwritten', block, case_no, 60) as is_unwritten,
        office_at(working_day((convicted_on + 1)::date), 30600, 'delius.event', block, case_no)
            as event_at,
        office_at(working_day((starts_on + 1)::date), 39600, 'delius.disposal', block, case_no)
            as disposal_at,
        office_at(working_day((ended_on + 1)::date), 50400, 'delius.end', block, case_no)
            as end_written_at,
        case when ended_on > starts_on + 60 and chance('delius.handover', block, case_no, 3000)
            then working_day(days_after(
                starts_on, (ended_on - starts_on) * (30 + pick('delius.handover_at', block, case_no, 40)) // 100
            )) end as handed_over_on,
        case
            when end_reason = 'breach' then (ended_on - 30)::date
            when ended_on > starts_on + 60 and not is_custody and chance('delius.failure', block, case_no, 2500)
                then working_day(days_after(
                    starts_on, (ended_on - starts_on) * (20 + pick('delius.failure_at', block, case_no, 50)) // 100
                ))
        end as failed_on,
        pick('delius.team', block, person, 4) as team_slot
    from sentences
)

select
    dated.* exclude (end_written_at),
    case when not is_unwritten then end_written_at end as ended_at,
    bookings.booking_no,
    office_at(failed_on, 57600, 'delius.failed', block, case_no) as failed_at,
    office_at(handed_over_on, 43200, 'delius.handed_over', block, case_no) as handed_over_at,
    -- the end is put a week later by the team that takes over
    case when handed_over_on is not null and not is_custody
        and chance('delius.disposal.moved', block, case_no, 1800)
        then handed_over_at + to_seconds(900) end as moved_at,
    teams.team_id, teams.area_code, code_id(teams.area_code) as area_id,
    next_teams.team_id as next_team_id,
    code_id(case when is_crown then crowns.register_id else courts.register_id end) as court_id,
    100000000000 + case_number as event_id,
    200000000000 + case_number * 2 as disposal_id,
    300000000000 + case_number as custody_id,
    1000000000 + number as offender_id
from dated
inner join delius_court_units as units on units.court_code = dated.magistrates_court_code
inner join delius_teams as teams
    on teams.borough_code = units.borough_code and teams.slot = dated.team_slot
inner join delius_teams as next_teams
    on next_teams.borough_code = units.borough_code and next_teams.slot = (dated.team_slot + 1) % 4
inner join magistrates_courts as courts on courts.court_code = dated.magistrates_court_code
inner join crown_courts as crowns on crowns.crown_court_id = dated.crown_court_id
left join (
    select block, case_no, any_value(booking_no) as booking_no
    from custody_spells
    group by block, case_no
) as bookings using (block, case_no);

-- One row per requirement of an order, and how it went. An orphan is written before its order; a few
-- are written by mistake.
create or replace temp table delius_requirements as
with imposed as (
    select
        orders.*, kinds.place, kinds.requirement_type_id, kinds.subtype_id, kinds.amount,
        orders.case_no * 8 + kinds.place as item
    from delius_orders as orders
    cross join lateral (values
        (1, '701', '2001', has_work, 40 + 20 * pick('delius.rqmnt.hours', block, case_no, 10)),
        (2, '702', '2003', has_activity, 10 + 5 * pick('delius.rqmnt.days', block, case_no, 6)),
        (3, '703', '2004', chance('delius.rqmnt.curfew', block, case_no, 1800),
            2 + pick('delius.rqmnt.curfew_months', block, case_no, 4)),
        (4, '704', '2005', chance('delius.rqmnt.treatment', block, case_no, 900),
            6 + 3 * pick('delius.rqmnt.treatment_months', block, case_no, 2)),
        (5, '705', '2008', chance('delius.rqmnt.programme', block, case_no, 700),
            20 + pick('delius.rqmnt.sessions', block, case_no, 20))
    ) as kinds (place, requirement_type_id, subtype_id, is_imposed, amount)
    where not orders.is_custody and kinds.is_imposed
),

planned as (
    select
        *,
        (starts_on + 14)::date as expected_start_on,
        -- most are done before the order ends
        case
            when end_reason = 'unpaid work' and place = 1 then ended_on
            when end_reason in ('breach', 'good progress', 'death') then ended_on
            else days_after(ended_on, -(ended_on - starts_on) * pick('delius.rqmnt.early', block, item, 40) // 100)
        end as ends_on,
        pick('delius.rqmnt.done', block, item, 10000) as done_u,
        disposal_at + to_seconds(60 + place) as imposed_at
    from imposed
),

dated as (
    select
        * replace (
            case when mess('orphan') and chance('delius.rqmnt.orphan', block, item, 100)
                then imposed_at - to_minutes(20) else imposed_at end as imposed_at
        ),
        case when ends_on > starts_on + 60
            then working_day(days_after(starts_on, 8 + pick('delius.rqmnt.start', block, item, 21)))
        end as commenced_on,
        case
            when end_reason = 'death' then '1404'
            when end_reason in ('breach', 'good progress') then '1403'
            when done_u < 1500 and place <> 1 then '1402'
            else '1401'
        end as reason_id,
        place > 2 and chance('delius.rqmnt.mistake', block, item, 100) as is_mistake
    from planned
)

select
    *,
    900000000000 + case_number * 8 + place as requirement_id,
    office_at(commenced_on, 61200, 'delius.rqmnt.begun', block, item) as begun_at,
    case when commenced_on is not null and requirement_type_id in ('702', '705')
        then office_at(working_day(days_after(commenced_on, (ends_on - commenced_on) // 2)), 61200, 'delius.rqmnt.half', block, item)
    end as half_at,
    case when not is_unwritten
        then office_at(working_day((ends_on + 1)::date), 46800, 'delius.rqmnt.end', block, item)
    end as written_off_at
from dated;

-- One row per person known to probation, as it describes them.
create or replace temp table delius_persons as
with known as (
    select block, person, number, offender_id, min(event_at) as first_event_at
    from delius_orders
    group by block, person, number, offender_id
),

described as (
    select
        known.*, identities.* exclude (block, person, number, item, system),
        people.course, people.is_woman, people.ethnic_group, people.second_ethnicity_code,
        office_at(
            -- who goes to prison is known from the first case on, others from the first sentence
            case
                when people.course = 'summary' then first_event_at::date
                else least(
                    first_event_at::date,
                    greatest(people.first_cycle, (people.birth_date + 17 * 365)::date)
                )
            end,
            25200, 'delius.offender', known.block, known.person
        ) as known_at,
        -- a name before marriage: that of the neighbour in the block
        case when chance('delius.offender.married', known.block, known.person,
            case when people.is_woman then 1500 else 60 end) then others.surname end as earlier_surname,
        case when chance('delius.offender.has_middle', known.block, known.person, 6000)
            then pick('delius.offender.middle', known.block, known.person, 1000) end as middle_slot
    from known
    inner join people using (block, person)
    inner join (
        select * exclude (second_ethnicity_code) from identities where system = 'delius'
    ) as identities using (block, person)
    inner join people as others
        on others.block = known.block and others.person = (known.person + 3) % 200
)

select
    described.*, middles.name as middle_name,
    case
        when mess('second_ethnicity') and chance('delius.offender.second', block, person, 5000)
            then coalesce(seconds.delius_code, described.delius_ethnicity_code)
        else delius_ethnicity_code
    end as ethnicity
from described
left join ethnicities as seconds on seconds.code = described.second_ethnicity_code
left join name_slots as middles
    on middles.pool = described.ethnic_group || case when is_woman then '.F' else '.M' end
    and middles.slot = middle_slot;

-- One row per stay under a sentence, with the recall that began it and the release that ended it.
create or replace temp table delius_stays as
with stays as (
    select
        spells.block, spells.person, spells.case_no, spells.item, spells.spell_no, spells.kind as spell_kind,
        spells.booking_no, spells.release_kind, spells.is_death,
        greatest(orders.starts_on, spells.admitted_at::date) as from_on,
        spells.released_at::date as released_on, orders.ended_on, orders.offender_id,
        orders.custody_id, orders.area_id, orders.disposal_at, orders.is_woman,
        lag(spells.item) over stay as earlier_item,
        lag(spells.released_at::date) over stay as earlier_released_on,
        lead(spells.admitted_at::date) over stay as next_admitted_on
    from custody_spells as spells
    inner join delius_orders as orders using (block, case_no)
    where spells.is_sentenced
    window stay as (partition by spells.block, spells.case_no order by spells.spell_no)
)

select
    stays.*,
    case when spell_kind = 'recall'
        then greatest(
            earlier_released_on + 1,
            from_on - pick('delius.recall', block, item, 7)::integer
        )::date
    end as recalled_on,
    800000000000 + block * 2000000 + item as recall_id,
    -- written the day after the licence was revoked
    office_at((recalled_on + 1)::date, 34200, 'delius.recall.written', block, item) as recalled_at,
    -- who is removed long after the sentence, or dies, is not released to anybody
    not is_death and released_on <= ended_on + 3 as is_release,
    prisons.institution_id
from stays
inner join delius_prisons as prisons
    on prisons.sex = case when is_woman then 'F' else 'M' end
    and prisons.slot = pick('delius.prison', block, item, slots);

create or replace temp table delius_weighed_types as
unpivot (
    select
        contact_type_id as member, custody::integer as custody, licence::integer as licence,
        activity::integer as activity, work::integer as work, mixed::integer as mixed,
        release::integer as release
    from delius_contact_types
)
on custody, licence, activity, work, mixed, release
into name pool value weight;
create or replace temp table delius_contact_slots as
select
    slots.pool, slots.slot, types.contact_type_id, types.outcome = 'Y' as is_appointment,
    types.hours_credited = 'Y' as is_work, types.code = 'CRAR' as is_activity,
    types.code = 'CSYS' as is_automatic, types.code = 'CENF' as is_follow_up
from slots_of(10000, 'delius_weighed_types') as slots
inner join delius_contact_types as types on types.contact_type_id = slots.member;

create or replace temp table delius_weighed_outcomes as
select 'outcome' as pool, contact_outcome_type_id as member, weight::integer as weight
from delius_contact_outcomes;
create or replace temp table delius_outcome_slots as
select slots.slot, outcomes.contact_outcome_type_id, outcomes.attended, outcomes.complied
from slots_of(10000, 'delius_weighed_outcomes') as slots
inner join delius_contact_outcomes as outcomes on outcomes.contact_outcome_type_id = slots.member;
