-- A version of a magistrates' court, of the local justice area of its name. One is renamed.
with courts as (
    select
        ou_code, court_code, name,
        md5_number_lower(ou_code) >> 34 as item,
        timestamp '2009-06-01 09:00:00' + to_seconds((md5_number_lower(ou_code) >> 50)::bigint) as first_at,
        -- in London the areas were renumbered, and the lists say so
        case when region = 'London' then timestamp '2025-11-12 10:30:00' end as renamed_at
    from magistrates_courts
),

versions as (
    select *, first_at as version_at, renamed_at as until_at, 'I' as op from courts
    union all
    select *, renamed_at, null, 'U' from courts where renamed_at is not null
)

select
    0 as block, item::bigint as item, version_at, until_at, op,
    ou_code as court_code,
    name as court_name,
    court_code as lja_code,
    replace(name, ' Magistrates'' Court', '') || case op when 'U' then ' (London)' else '' end as lja_name,
    null::varchar as closed_date
from versions
