-- A version of a name record: made when the person is first booked under it, put right when they
-- are asked again, recoded with its list, and merged. Invented: names of aliases, and slips.
with described as (
    select
        names.*, identities.surname, identities.forename, identities.sex, identities.birth_date,
        identities.noms_number,
        coalesce(
            case when alias = 9 then identities.second_ethnicity_code end, identities.ethnicity_code
        ) as ethnicity_code,
        other_names.name as other_surname,
        chance('nomis.name.misheard', names.block, names.item, 600) as is_misheard,
        chance('nomis.name.not_asked', names.block, names.item, 800) and identities.ethnicity_code <> 'NS'
            as is_not_asked
    from nomis_names as names
    inner join identities
        on identities.block = names.block and identities.person = names.person
        and identities.system = 'nomis'
    inner join people on people.block = names.block and people.person = names.person
    inner join name_slots as other_names
        on other_names.pool = people.ethnic_group
        and other_names.slot = pick('nomis.name.alias', names.block, names.item, 1000)
),

moments as (
    select
        *,
        case
            when is_misheard or is_not_asked
                then created_at + to_microseconds(259200000000 + pick('nomis.name.asked', block, item, 4000000000) * 300)
        end as asked_at,
        case
            when mess('recoded') and ethnicity_code in ('O1', 'W8')
                then timestamp '2025-11-03 20:15:00.125000'
        end as recoded_at
    from described
),

numbered as (
    select *, written_at(created_at, [asked_at, recoded_at, merged_at]) as written
    from moments
),

versions as (
    select *, unnest(range(1, len(written) + 1)) as version
    from numbered
),

stated as (
    select *, written[version] as version_at, written[version + 1] as until_at
    from versions
),

shown as (
    select
        *,
        case when mess('recoded') and version_at >= timestamp '2025-11-03 20:15:00.125000'
            and ethnicity_code = 'O1' then 'A4'
            when mess('recoded') and version_at >= timestamp '2025-11-03 20:15:00.125000'
                and ethnicity_code = 'W8' then 'W3'
            else ethnicity_code
        end as code,
        alias = 20 and (merged_at is null or version_at < merged_at) as is_apart
    from stated
)

select
    block, item, version_at, until_at,
    case version when 1 then 'I' else 'U' end as op,
    offender_id::varchar as offender_id,
    case when is_apart then offender_id else root_offender_id end::varchar as root_offender_id,
    case when is_apart then duplicate_noms else noms_number end as offender_id_display,
    concat(
        case when alias between 1 and 9 then other_surname else surname end,
        -- misheard: a letter too many
        case when is_misheard and version_at < asked_at then 'E' else '' end
    ) as last_name,
    forename as first_name,
    case
        -- an alias with day and month the other way round
        when alias > 0 and day(birth_date) <= 12
            then date_text(make_date(year(birth_date), day(birth_date), month(birth_date)))
        else date_text(birth_date)
    end as birth_date,
    case when alias = 0 and chance('nomis.name.sex', block, item, 40) then 'NK' else sex end as sex_code,
    case when is_not_asked and version_at < asked_at then 'NS' else code end as race_code,
    case when alias > 0 and not is_apart then root_offender_id::varchar end as alias_offender_id,
    date_text(local_time(created_at)::date) as create_date,
    scn_at(version_at, block, item) as scn
from shown
