-- A version of a case's copy at a hearing: active when listed, inactive once it is disposed of.
-- Invented: who prosecutes and how the case began, which no other system says.
with prosecuted as (
    select
        *,
        case
            when course <> 'summary' or prosecutor_u < 45 then 'CPS'
            when prosecutor_u < 65 then 'DVLA'
            when prosecutor_u < 75 then 'TVL'
            else 'POLICE'
        end as prosecutor,
        case
            when course <> 'summary' then 'C'
            when initiation_u < 45 then 'J'
            when initiation_u < 60 then 'S'
            else 'Q'
        end as initiation_code
    from cp_hearings
),

versions as (
    select
        *, listed_at + to_seconds(1) as version_at,
        case when is_final then resulted_at + to_seconds(1) end as until_at, 'I' as op
    from prosecuted
    union all
    select *, resulted_at + to_seconds(1), null, 'U'
    from prosecuted
    where is_final
)

select
    block, item, version_at, until_at, op,
    case_id as id,
    hearing_id,
    urn as caseurn,
    fixed_uuid('prosecutor ' || prosecutor) as prosecution_authority_id,
    prosecutor as prosecution_authority_code,
    case when prosecutor not in ('CPS', 'POLICE') then prosecutor || lpad((case_no * 7919 % 100000000)::varchar, 8, '0') end
        as prosecution_authority_reference,
    left(urn, 4) as originating_organisation,
    initiation_code,
    case op when 'I' then 'ACTIVE' else 'INACTIVE' end as case_status,
    case when route = 'trial' and tier = 'crown' and prosecutor_u = 0 then 'Transfer' end as trial_receipt_type,
    'false' as is_civil,
    'false' as is_group_member
from versions
