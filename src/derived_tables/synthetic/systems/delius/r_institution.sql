-- A prison, or one of a few other places where a person may be held. Closed prisons stay.
with places as (
    select
        code_id(concat('institution ', prison_id)) as institution_id, 'Y' as establishment,
        left(prison_id || 'HMP', 6) as code, name, prison_id, '2101' as type_id,
        operator <> 'PSP' as is_contracted, active as is_open
    from prisons
    union all
    select
        code_id(concat('institution ', code)), 'N', code, name, null, type_id, false, true
    from (values
        ('BRDSEC', 'Broadmoor Hospital', '2102'),
        ('RAMSEC', 'Rampton Hospital', '2102'),
        ('UNLAWF', 'Unlawfully at Large', '2103'),
        ('COMMUN', 'In the Community', '2103')
    ) as others (code, name, type_id)
)

select
    0 as block, institution_id * 2 + (establishment = 'Y')::integer as item,
    timestamp '2005-04-04 05:00:00' as version_at,
    null::timestamp as until_at,
    'I' as op,
    institution_id::varchar as institution_id,
    establishment,
    code,
    name as description,
    prison_id as nomis_cde_code,
    type_id as establishment_type_id,
    is_contracted::integer::varchar as private,
    'N' as immigration_removal_centre,
    case when is_open then 'Y' else 'N' end as selectable,
    '1' as row_version,
    '2005-04-04 05:00:00' as last_updated_datetime
from places
