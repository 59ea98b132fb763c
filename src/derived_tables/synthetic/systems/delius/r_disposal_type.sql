-- A kind of sentence or order, as listed.
select
    0 as block, disposal_type_id::bigint as item,
    timestamp '2005-04-04 05:00:00' as version_at,
    null::timestamp as until_at,
    'I' as op,
    disposal_type_id,
    code as disposal_type_code,
    description,
    sentence_type,
    custodial_order,
    cja2003,
    pre_cja2003,
    pss_rqmnt,
    units_id,
    minimum_length,
    maximum_length,
    ftc_limit,
    selectable,
    '1' as row_version,
    '2005-04-04 05:00:00' as last_updated_datetime
from delius_disposal_types
