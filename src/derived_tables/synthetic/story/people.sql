-- One row per person of the chunk's blocks. A block is 200 people; the place in the block says
-- what course of life it is, so that every block has the same mixture.
create or replace temp table people as
with placed as (
    select
        blocks.block, people.person, blocks.block * 200 + people.person as number,
        case
            -- odd stays in prison, one of each kind a quarter
            when blocks.block % 400 = 0 and people.person between 139 and 149 then 'script'
            when people.person < 150 then 'summary'
            when people.person < 178 then 'occasional'
            when people.person < 190 then 'prolific'
            when people.person < 197 then 'serious'
            when people.person < 199 then 'long'
            else 'life'
        end as course
    from range(getvariable('block_from'), getvariable('block_to')) as blocks (block)
    cross join range(200) as people (person)
),

-- A life is cut into cycles of one length, of which each has one case. Its phase is anywhere in
-- the cycle, so that as many cases begin on any day as on any other.
cycles as (
    select
        *,
        case course
            when 'summary' then 830 when 'occasional' then 1500 when 'prolific' then 480
            when 'serious' then 2200 when 'long' then 5000 when 'script' then 91 else 9000
        end as cycle_days,
        -- family: the person before, of the same course, is brother or sister
        case
            when person % 2 = 1 and chance('people.sibling', block, person, 600) then 1 else 0
        end as elder
    from placed
),

-- Which group of names and codes; women are 4% of those who go to prison, 25% of the others.
drawn as (
    select
        cycles.*,
        date '1990-01-01' + pick('people.phase', block, person, cycle_days)::integer as first_cycle,
        chance('people.sex', block, person,
            case course when 'summary' then 2500 when 'occasional' then 700 else 350 end) as is_woman,
        case when course in ('summary', 'script') then 'general' else 'prison' end as ethnicity_pool,
        pick('people.ethnicity', block, person - elder, 10000) as ethnicity_slot,
        elder = 1 and chance('people.twin', block, person, 800) as is_twin,
        case
            when course <> 'script' and chance('people.dies', block, person, 300)
                then date '2018-01-01' + pick('people.death', block, person, 4748)::integer
        end as died_on
    from cycles
),

born as (
    select
        *,
        -- from 18 years old on, thinning out with age; `collisions` leaves fewer days to be born on
        date '2003-01-01'
        - (pick('people.age', block, person - is_twin::integer, 9000)
            + case when chance('people.old', block, person - is_twin::integer, 4500)
                then pick('people.older', block, person - is_twin::integer, 11000) else 0 end
        )::integer // getvariable('date_step') * getvariable('date_step') as birth_day
    from drawn
),

named as (
    select
        born.* exclude (birth_day),
        -- a birth date that was not known is written as 1 January
        case
            when chance('people.new_year', block, person - is_twin::integer, 300)
                then make_date(year(birth_day), 1, 1)
            else birth_day
        end as birth_date,
        ethnicity.code as ethnicity_code,
        ethnicity.delius_code as delius_ethnicity_code,
        ethnicity.ethnic_group,
        -- `name_step` leaves so many times fewer names of each
        pick('people.surname', block, person - elder, 1000 // getvariable('name_step')) as surname_slot,
        pick('people.forename', block, person, 1000 // getvariable('name_step')) as forename_slot,
        -- another ethnicity on an alias or in another system
        case
            when chance('people.second', block, person, 1100)
                then pick('people.second_code', block, person, 10000)
        end as second_ethnicity_slot
    from born
    inner join ethnicity_slots as ethnicity
        on ethnicity.pool = born.ethnicity_pool and ethnicity.slot = born.ethnicity_slot
),

-- Bijections of the person's number: no two people share an identifier.
numbered as (
    select
        *,
        (number * 1234577 + 98765432) % 175760000 as noms,
        (number * 7654321 + 13579) % 10000000 as serial,
        least(2019, year(birth_date) + 15 + pick('people.first_arrest', block, person, 12)) as arrest_year,
        (number * 3456789 + 24680) % 26000000 as crn
    from named
),

located as (
    select
        numbered.*,
        surnames.name as surname, forenames.name as forename,
        seconds.code as second_ethnicity_code,
        court_slots.court_code as home_court_code
    from numbered
    inner join name_slots as surnames
        on surnames.pool = numbered.ethnic_group and surnames.slot = numbered.surname_slot
    inner join name_slots as forenames
        on forenames.pool = numbered.ethnic_group || case when is_woman then '.F' else '.M' end
        and forenames.slot = numbered.forename_slot
    inner join court_slots on court_slots.slot = pick('people.court', block, person, 10000)
    left join ethnicity_slots as seconds
        on seconds.pool = 'prison' and seconds.slot = numbered.second_ethnicity_slot
)

select
    block, person, number, course,
    case when course = 'script' then person - 139 end as oddity, cycle_days, first_cycle, elder = 1 as is_sibling, is_twin,
    case when is_woman then 'F' else 'M' end as sex, is_woman,
    birth_date, died_on, surname, forename,
    ethnicity_code, delius_ethnicity_code, ethnic_group, second_ethnicity_code,
    chr((65 + noms % 26)::integer)
    || lpad(((noms // 26) % 10000)::varchar, 4, '0')
    || chr((65 + (noms // 260000) % 26)::integer)
    || chr((65 + (noms // 6760000) % 26)::integer) as noms_number,
    concat(arrest_year, '/', lpad(serial::varchar, 7, '0'),
        'ZABCDEFGHJKLMNPQRTUVWXY'[(1 + ((arrest_year % 100) * 10000000 + serial) % 23)::integer]
    ) as pnc_number,
    concat(lpad((serial % 1000000)::varchar, 6, '0'), '/', lpad((arrest_year % 100)::varchar, 2, '0'),
        'ABCDEFGHJKLMNPQRSTUVWXYZ'[(1 + (serial // 1000000 * 7 + serial) % 24)::integer]
    ) as cro_number,
    chr((65 + crn % 26)::integer) || lpad((crn // 26)::varchar, 6, '0') as crn,
    home_court_code
from located
order by block, person;
