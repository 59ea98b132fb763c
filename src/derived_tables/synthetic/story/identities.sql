-- One row per person and system: who the person is as that system has it. Which values are missing,
-- mistyped, another's or differ from the truth is drawn here once, so that systems need not.
-- The mess kinds are switched one by one: `mess(kind)` says whether a kind is on.
create or replace temp macro mess(kind) as list_contains(getvariable('mess'), kind);
create or replace temp macro mistyped(written, place) as
    concat(
        substr(written, 1, place - 1),
        case when substr(written, place, 1) = '7' then '1' else '7' end,
        substr(written, place + 1)
    );
-- 2004/0712343H written 04/712343H.
create or replace temp macro short_pnc(pnc) as
    concat(pnc[3:5], ltrim(pnc[6:12], '0'), pnc[13:13]);

create or replace temp table identities as
with asked as (
    select
        people.*, systems.system, systems.place,
        -- somebody else of the block, whose identifier one in a thousand is given
        (person + 1) % 200 as other
    from people
    cross join (values
        ('nomis', 1), ('delius', 2), ('xhibit', 3), ('libra', 4), ('common_platform', 5), ('oasys', 6)
    ) as systems (system, place)
),

drawn as (
    select
        asked.*, others.noms_number as other_noms, others.pnc_number as other_pnc,
        person * 10 + place as item,
        pick('identities.noms', asked.block, asked.person * 10 + place, 10000) as noms_u,
        pick('identities.pnc', asked.block, asked.person * 10 + place, 10000) as pnc_u,
        pick('identities.cro', asked.block, asked.person * 10 + place, 10000) as cro_u,
        pick('identities.birth', asked.block, asked.person * 10 + place, 10000) as birth_u
    from asked
    inner join (
        select block, person as other, noms_number, pnc_number from people
    ) as others using (block, other)
),

said as (
    select
        *,
        -- NOMIS gives the NOMS number, so it is right there
        case
            when system = 'nomis' then 'right'
            when mess('missing_identifier') and noms_u < 1000 then 'missing'
            when mess('mistyped_identifier') and noms_u < 1100 then 'mistyped'
            when mess('shared_identifier') and noms_u < 1110 then 'shared'
            else 'right'
        end as noms_said,
        case
            when mess('missing_identifier') and pnc_u < 1500 then 'missing'
            when mess('mistyped_identifier') and pnc_u < 1600 then 'mistyped'
            when mess('shared_identifier') and pnc_u < 1610 then 'shared'
            else 'right'
        end as pnc_said,
        case when mess('missing_identifier') and cro_u < 3000 then 'missing' else 'right' end as cro_said,
        case
            when not mess('birth_date_differs') or birth_u >= 200 or system = 'nomis' then 'right'
            when birth_u < 100 and day(birth_date) <= 12 and day(birth_date) <> month(birth_date) then 'swapped'
            else 'one digit wrong'
        end as birth_said
    from drawn
)

select
    block, person, system, item, number, surname, forename, sex, ethnicity_code,
    delius_ethnicity_code, second_ethnicity_code,
    case birth_said
        when 'swapped' then make_date(year(birth_date), day(birth_date), month(birth_date))
        when 'one digit wrong' then (birth_date - to_years(10))::date
        else birth_date
    end as birth_date,
    case noms_said
        when 'missing' then null when 'shared' then other_noms
        when 'mistyped' then mistyped(noms_number, 3) else noms_number
    end as noms_number,
    case pnc_said
        when 'missing' then null
        when 'shared' then case when system in ('nomis', 'common_platform') then other_pnc else short_pnc(other_pnc) end
        when 'mistyped' then mistyped(case when system in ('nomis', 'common_platform') then pnc_number else short_pnc(pnc_number) end, 4)
        else case when system in ('nomis', 'common_platform') then pnc_number else short_pnc(pnc_number) end
    end as pnc_number,
    case when cro_said = 'right' then cro_number end as cro_number,
    case when system in ('delius', 'oasys') then crn end as crn,
    noms_said, pnc_said, cro_said, birth_said
from said
order by block, person, system;
