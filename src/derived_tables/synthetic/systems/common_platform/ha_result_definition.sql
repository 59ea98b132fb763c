-- A version of a result definition. What changes in them is invented.
with changes as (
    select * from (values
        ('CD', timestamp '2025-10-29 14:05:31.250000', 'Conditional discharge for a period'),
        ('FCOMP', timestamp '2025-12-04 10:15:02.500000', 'Compensation order')
    ) as changes (short_code, changed_at, label)
),

versions as (
    select
        results.*, timestamp '2019-06-03 09:00:00' as version_at, changed_at as until_at, 'I' as op
    from cp_results as results
    left join changes using (short_code)
    union all
    select results.* replace (changes.label as label), changed_at, null, 'U'
    from cp_results as results
    inner join changes using (short_code)
)

select
    0 as block, rank::bigint as item, version_at, until_at, op,
    id, short_code, label, level, rank, category, financial, convicted, adjournment, jurisdiction,
    result_definition_group, post_hearing_custody_status, terminates_offence_proceedings,
    '2018-01-01' as start_date,
    null::varchar as end_date
from versions
