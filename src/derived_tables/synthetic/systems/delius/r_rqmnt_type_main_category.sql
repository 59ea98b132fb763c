-- A kind of requirement, as listed.
select
    0 as block, requirement_type_id::bigint as item,
    timestamp '2005-04-04 05:00:00' as version_at,
    null::timestamp as until_at,
    'I' as op,
    requirement_type_id as rqmnt_type_main_category_id,
    code,
    description,
    units_id,
    minimum_length,
    maximum_length,
    selectable,
    '1' as row_version,
    '2005-04-04 05:00:00' as last_updated_datetime
from delius_requirement_types
