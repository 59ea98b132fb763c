-- A version of a prison on the register, closed ones too.
select
    0 as block, versions.item, version_at, until_at, op,
    prison_id,
    coalesce(versions.name, prisons.name) as name,
    coalesce(versions.active, prisons.active::varchar) as active,
    (sex = 'M')::varchar as male,
    (sex = 'F')::varchar as female,
    (coalesce(versions.operator, prisons.operator) <> 'PSP')::varchar as contracted,
    coalesce(versions.region, prisons.region) as region,
    local_authority,
    coalesce(versions.operator, prisons.operator) as operator,
    coalesce(versions.category, prisons.category) as category
from register_versions as versions
inner join prisons on prisons.prison_id = versions.code
where register = 'prison'
