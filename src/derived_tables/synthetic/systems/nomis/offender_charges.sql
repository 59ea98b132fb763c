-- A version of a charge: entered with its case or when a court puts it, pleaded to, decided. A
-- charge that is replaced stops being the gravest. One in 200 that come to nothing was entered by
-- mistake, and is deleted.
with charged as (
    select
        cases.serial, cases.case_number, cases.offender_book_id, cases.is_sentenced, cases.warrant_at,
        offences.*,
        offences.offence_no = 11 or (offences.offence_no = 1 and not offences.is_replaced) as is_gravest_at_last,
        noted(
            greatest(cases.created_at, case
                when offences.offence_no = 11 then at_second(offences.replaced_on, 60000) else cases.created_at
            end),
            'nomis.charge.created', cases.block, offences.item
        ) as created_at,
        case when offences.is_replaced then noted(
            at_second(offences.replaced_on, 60000), 'nomis.charge.replaced', cases.block, offences.item
        ) end as replaced_at,
        case when offences.plea is not null and offences.plea_on < cases.disposed_on
            then noted(at_second(offences.plea_on, 63000), 'nomis.charge.pleaded', cases.block, offences.item)
        end as pleaded_at
    from nomis_cases as cases
    inner join offences_charged as offences using (block, case_no)
    where offences.defendant_no = 1
),

moments as (
    select
        *,
        case
            when is_replaced then replaced_at
            else noted(warrant_at, 'nomis.charge.decided', block, item)
        end as decided_at,
        case
            when verdict = 'withdrawn' and not is_replaced and chance('nomis.charge.mistake', block, item, 50)
                then noted(created_at + interval 1 day, 'nomis.charge.deleted', block, item)
        end as deleted_at
    from charged
),

listed as (
    select
        *,
        case
            when deleted_at is not null then [created_at, deleted_at]
            else written_at(created_at, [pleaded_at, decided_at])
        end as written
    from moments
),

versions as (
    select *, unnest(range(1, len(written) + 1)) as version
    from listed
),

stated as (
    select *, written[version] as version_at
    from versions
),

decided as (
    select *, version_at >= decided_at as is_decided
    from stated
)

select
    block, item, version_at, written[version + 1] as until_at,
    case when version = 1 then 'I' when version_at = deleted_at then 'D' else 'U' end as op,
    (serial * 12 + offence_no)::varchar as offender_charge_id,
    offender_book_id::varchar as offender_book_id,
    case_number::varchar as case_id,
    offence_no::varchar as charge_seq,
    left(cjs_code, 4) as statute_code,
    cjs_code as offence_code,
    '1' as no_of_offences,
    date_text(offence_on) as offence_date,
    case
        when chance('nomis.charge.range', block, item, 1000) and charged_on > offence_on
            then date_text((offence_on + 1 + pick('nomis.charge.days', block, item, charged_on - offence_on)::integer)::date)
    end as offence_range_date,
    case
        when plea is not null and (version_at >= pleaded_at or is_decided)
            then case plea when 'guilty' then 'G' else 'NG' end
    end as plea_code,
    case when is_decided and disposal not in ('custody', 'life') then 'I' else 'A' end as charge_status,
    case
        when is_decided then case
            when verdict = 'withdrawn' then '2051'
            when verdict = 'acquitted' then '2004'
            when verdict = 'discontinued' then '2050'
            when disposal in ('custody', 'life') then '1002'
            when disposal = 'suspended' then '1115'
            when disposal = 'community' then '1116'
            when disposal = 'fine' then '1015'
            else '1018'
        end
        else '4531'
    end as result_code_1,
    case when is_decided then 'F' else 'I' end as result_code_1_indicator,
    case when is_gravest_at_last or (is_replaced and not is_decided) then 'Y' else 'N' end as most_serious_flag,
    scn_at(version_at, block, item) as scn
from decided
