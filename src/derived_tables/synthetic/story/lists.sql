-- The lists of lists/*.csv, and slots to draw from: a slot is one chance of a pool's thousand or
-- ten thousand, so that a draw is a join. `expanded` spreads a pool's weights over its slots.
create or replace temp macro list_file(name) as getvariable('lists') || '/' || name || '.csv';

create or replace temp table prisons as
select * replace (active::boolean as active)
from read_csv(list_file('prisons'), all_varchar = true);

create or replace temp table crown_courts as
select * replace (share::integer as share, common_platform_from::date as common_platform_from)
from read_csv(list_file('crown_courts'), all_varchar = true);

create or replace temp table magistrates_courts as
select * replace (share::integer as share, common_platform_from::date as common_platform_from)
from read_csv(list_file('magistrates_courts'), all_varchar = true);

create or replace temp table other_courts as
select * from read_csv(list_file('other_courts'), all_varchar = true);

create or replace temp table offences as
select * replace (
    weight::integer as weight, start_date::date as start_date, end_date::date as end_date
)
from read_csv(list_file('offences'), all_varchar = true);

create or replace temp table ethnicities as
select * replace (general_share::integer as general_share, prison_share::integer as prison_share)
from read_csv(list_file('ethnicities'), all_varchar = true);

create or replace temp table surnames as
select * replace (weight::integer as weight)
from read_csv(list_file('surnames'), all_varchar = true);

create or replace temp table forenames as
select * replace (weight::integer as weight)
from read_csv(list_file('forenames'), all_varchar = true);

create or replace temp table probation_areas as
select * from read_csv(list_file('probation_areas'), all_varchar = true);

create or replace temp table probation_districts as
select * from read_csv(list_file('probation_districts'), all_varchar = true);

-- Each member's slots lie between the sums of weights before it and with it.
create or replace temp macro slots_of(slots, relation) as table
    with summed as (
        select
            *,
            sum(weight) over (partition by pool order by member) as upto,
            sum(weight) over (partition by pool) as total
        from query_table(relation)
        where weight > 0
    )

    select
        pool, member,
        unnest(range(
            ((upto - weight) * slots // total)::bigint, (upto * slots // total)::bigint
        )) as slot
    from summed;

create or replace temp table weighed_courts as
select 'court' as pool, court_code as member, share as weight from magistrates_courts;
create or replace temp table court_slots as
select slot, member as court_code from slots_of(10000, 'weighed_courts');

create or replace temp table weighed_ethnicities as
select 'general' as pool, code as member, general_share as weight from ethnicities
union all
select 'prison', code, prison_share from ethnicities;
create or replace temp table ethnicity_slots as
select pool, slot, ethnicities.code, ethnicities.delius_code, ethnicities.ethnic_group
from slots_of(10000, 'weighed_ethnicities') as slots
inner join ethnicities on ethnicities.code = slots.member;

create or replace temp table weighed_names as
select ethnic_group as pool, surname as member, weight from surnames
union all
select ethnic_group || '.' || sex, forename, weight from forenames;
create or replace temp table name_slots as
select pool, slot, member as name from slots_of(1000, 'weighed_names');

create or replace temp table weighed_offences as
select mode as pool, cjs_code as member, weight from offences where end_date is null
union all
select 'murder', 'COML025'::varchar, 1;
create or replace temp table offence_slots as
select pool, slot, offences.cjs_code, offences.home_office_code, offences.title, offences.mode
from slots_of(1000, 'weighed_offences') as slots
inner join offences on offences.cjs_code = slots.member;
