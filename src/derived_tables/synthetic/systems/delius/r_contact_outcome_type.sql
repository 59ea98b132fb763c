-- What may come of a contact, as listed.
select
    0 as block, contact_outcome_type_id::bigint as item,
    timestamp '2005-04-04 05:00:00' as version_at,
    null::timestamp as until_at,
    'I' as op,
    contact_outcome_type_id,
    code,
    description,
    attended as outcome_attendance,
    complied as outcome_compliant_acceptable,
    enforceable,
    action_required,
    selectable,
    '1' as row_version,
    '2005-04-04 05:00:00' as last_updated_datetime
from delius_contact_outcomes
