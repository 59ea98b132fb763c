-- A version of an identifier: entered at reception, checked later for some, given to another person
-- by a merge. One in 250 PNC numbers was somebody else's, and is deleted. Invented: old prison
-- numbers.
with kinds as (
    select * from (values (1, 'PNC'), (2, 'CRO'), (3, 'HMPS'), (4, 'MERGED'), (5, 'PNC')) as kinds (seq, type)
),

entered as (
    select
        names.block, names.person, names.offender_id, names.root_offender_id, names.merged_at,
        names.alias, kinds.seq, kinds.type,
        names.item * 10 + kinds.seq as item,
        case kinds.seq
            when 1 then identities.pnc_number
            when 2 then identities.cro_number
            when 3 then case
                when alias = 0 and chance('nomis.identifier.old', names.block, names.item, 1000)
                    then concat(
                        chr((65 + names.number % 26)::integer), chr((65 + names.number // 26 % 26)::integer),
                        lpad((names.number % 10000)::varchar, 4, '0')
                    )
            end
            when 4 then case when alias = 0 then merges.duplicate_noms end
            when 5 then case
                when alias = 0 and chance('nomis.identifier.wrong', names.block, names.item, 40)
                    then mistyped(identities.pnc_number, 6)
            end
        end as identifier,
        case kinds.seq when 4 then merges.merged_at
            else names.created_at + interval 30 hour end as from_at
    from nomis_names as names
    inner join identities
        on identities.block = names.block and identities.person = names.person
        and identities.system = 'nomis'
    left join (
        select block, person, duplicate_noms, merged_at from nomis_names where alias = 20
    ) as merges on merges.block = names.block and merges.person = names.person
    cross join kinds
    where names.alias in (0, 20)
),

moments as (
    select
        *,
        noted(from_at, 'nomis.identifier.created', block, item) as created_at,
        case
            when seq in (1, 2) and chance('nomis.identifier.checked', block, item, 6000)
                then noted(from_at + to_days((3 + pick('nomis.identifier.days', block, item, 60))::integer),
                    'nomis.identifier.checked', block, item)
        end as verified_at,
        case when seq = 5 then noted(from_at + interval 6 day, 'nomis.identifier.deleted', block, item) end as deleted_at
    from entered
    where identifier is not null
),

versions as (
    select
        *,
        written_at(created_at, [verified_at, merged_at, deleted_at]) as written,
        unnest(range(1, len(written_at(created_at, [verified_at, merged_at, deleted_at])) + 1)) as version
    from moments
),

stated as (
    select *, written[version] as version_at
    from versions
)

select
    block, item, version_at, written[version + 1] as until_at,
    case when version = 1 then 'I' when version_at = deleted_at then 'D' else 'U' end as op,
    offender_id::varchar as offender_id,
    seq::varchar as offender_id_seq,
    case when version_at < merged_at then offender_id else root_offender_id end::varchar as root_offender_id,
    type as identifier_type,
    identifier,
    null::varchar as issued_date,
    'INST' as caseload_type,
    case when version_at >= verified_at or seq = 4 then 'Y' else 'N' end as verified_flag,
    scn_at(version_at, block, item) as scn
from stated
