-- A version of a defendant on a case: as received, bailed half-way, at the end. One in 300 was put on
-- the case twice; the second row is marked obsolete days later (invented).
with named as (
    select
        defendants.*, identities.pnc_number, defendants.defendant_id as defendant_on_case_id, null::timestamp as obsolete_at
    from xhibit_defendants as defendants
    inner join identities
        on identities.block = defendants.block and identities.person = defendants.person
        and identities.system = 'xhibit'
),

doubled as materialized (
    select * from named
    union all
    select
        * replace (
            defendant_on_case_id + 1 as defendant_on_case_id, created_at + to_seconds(600) as created_at,
            null as bailed_at,
            created_at + to_seconds(86400 * 2 + pick('xhibit.defendant_on_case.obsolete', block, defendant_id, 900000))
                as obsolete_at
        )
    from named
    where closed_on - crown_received_on > 20 and chance('xhibit.defendant_on_case.copy', block, defendant_id, 33)
        and (moved_at is null or created_at + to_days(15) < moved_at)
),

versions as (
    select
        *, created_at as version_at, coalesce(bailed_at, obsolete_at, closed_at) as until_at, 'I' as op,
        1 as version, first_status as status, null::date as case_disposed_on
    from doubled
    union all
    select *, coalesce(bailed_at, obsolete_at), closed_at, 'U', 2,
        case when bailed_at is not null then 'B' else first_status end, null
    from doubled
    where bailed_at is not null or obsolete_at is not null
    union all
    select
        *, closed_at, left_at, 'U', 3,
        case
            when not is_moved and disposal in ('custody', 'life') then 'C'
            when not is_moved then 'N'
            when bailed_at is not null then 'B'
            else first_status
        end, closed_on
    from doubled
    union all
    select *, left_at, null, 'D', 4, null, null
    from doubled
)

select
    block, (case_no * 2 + defendant_no - 1) * 2 + defendant_on_case_id % 2 as item, version_at, until_at, op,
    defendant_on_case_id::varchar as defendant_on_case_id,
    case_id::varchar as case_id,
    defendant_id::varchar as defendant_id,
    (defendant_no + case when obsolete_at is null then 0 else 2 end)::varchar as defendant_number,
    urn as ptiurn,
    asn,
    pnc_number as pnc_id,
    case when route <> 'appeal' then date_text(magistrates_ended_on) end as date_of_committal,
    first_status as comm_bc_status,
    status as current_bc_status,
    date_text(first_hearing_on) as mag_court_first_hearing_date,
    time_text(local_time(version_at)) as last_update_date,
    case when obsolete_at is not null and version > 1 then 'Y' else 'N' end as obs_ind,
    date_text(case_disposed_on) as case_disposed_date,
    version::varchar as version
from versions
