-- A recall, written the day after the licence was revoked; it ends the release before it. Whose
-- sentence was served on remand was never released from it: probation has no recall of theirs.
select
    block, item,
    recalled_at as version_at,
    null::timestamp as until_at,
    'I' as op,
    recall_id::varchar as recall_id,
    (700000000000 + (block * 2000000 + earlier_item) * 2)::varchar as release_id,
    offender_id::varchar as offender_id,
    date_text(recalled_on) as recall_date,
    (3001 + pick('delius.recall.reason', block, item, 6))::varchar as recall_reason_id,
    '0' as soft_deleted,
    '1' as row_version,
    time_text(local_time(recalled_at)) as last_updated_datetime
from delius_stays
where spell_kind = 'recall' and earlier_item is not null
