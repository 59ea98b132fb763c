-- A version of an outcome of a trial, the same at every court. One is invented to become obsolete.
with versions as (
    select
        *, timestamp '2018-05-17 23:03:50' as version_at,
        case when code = 'Y' then timestamp '2025-11-18 14:10:00' end as until_at, 'I' as op, 2 as version
    from xhibit_trial_outcomes
    union all
    select *, timestamp '2025-11-18 14:10:00', null, 'U', 3
    from xhibit_trial_outcomes
    where code = 'Y'
)

select
    0 as block, id::bigint as item, version_at, until_at, op,
    id as ref_cracked_effective_id,
    code,
    description,
    party_responsible,
    trial_code_type,
    case when op = 'U' then 'Y' else 'N' end as obs_ind,
    version::varchar as version
from versions
