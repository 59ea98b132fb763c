-- The target of an offence's results at a hearing. It is written once, with the results.
select
    block, item,
    resulted_at + to_seconds(1) as version_at,
    null::timestamp as until_at,
    'I' as op,
    target_id as id,
    hearing_id,
    date_text(heard_on) as hearing_day,
    case_id,
    defendant_id,
    offence_id,
    null::varchar as application_id,
    'false' as application_finalised,
    'false' as shadow_listed
from cp_charges
