-- A version of a result line: given; for one in a hundred amended days later; or, where it was a
-- mistake, taken back.
with versions as (
    select
        *, created_at as version_at, case when is_amended or is_mistake then changed_at end as until_at,
        'I' as op
    from cp_result_lines
    union all
    select *, changed_at, null, 'U'
    from cp_result_lines
    where is_amended or is_mistake
)

select
    block, item, version_at, until_at, op,
    result_line_id as id,
    target_id,
    case_id,
    defendant_id,
    offence_id,
    result_definition_id,
    short_code,
    label as result_label,
    level,
    date_text(heard_on) as ordered_date,
    time_text(version_at) as last_shared_date_time,
    case when op = 'U' then time_text(changed_at) end as amendment_date,
    'true' as is_complete,
    case op when 'U' then 'true' else 'false' end as is_modified,
    case when op = 'U' and is_mistake then 'true' else 'false' end as is_deleted
from versions
