-- A version of a code of the lists that other tables share. One was withdrawn in December 2025
-- (invented).
with versions as (
    select
        *, 'I' as op, 1 as row_version, timestamp '2005-04-04 05:00:00' as version_at,
        case reference_id when '1607' then timestamp '2025-12-08 09:00:00' end as until_at
    from delius_reference_codes
    union all
    select * replace ('N' as selectable), 'U', 2, timestamp '2025-12-08 09:00:00', null
    from delius_reference_codes
    where reference_id = '1607'
)

select
    0 as block, reference_id::bigint as item, version_at, until_at, op,
    reference_id as standard_reference_list_id,
    code as code_value,
    description as code_description,
    list_id as reference_data_master_id,
    selectable,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
