-- A version of a magistrates' court house: as it was first written; then in another local justice
-- area, where areas were joined. Invented: areas, which bear the name of the Crown Court that is
-- near, which were joined when, and two houses closed long ago.
with courts as (
    select
        magistrates_courts.court_code, magistrates_courts.ou_code, magistrates_courts.name,
        '2' || crown_courts.crown_court_id as lja_code,
        regexp_replace(crown_courts.name, ' Crown Court.*$', '') as lja_name,
        null::date as closed_on,
        case
            when pick('libra.court.joined', 0, magistrates_courts.court_code, 10) = 0 then timestamp '2021-04-01 04:00:00'
            when pick('libra.court.joined', 0, magistrates_courts.court_code, 10) = 1 then timestamp '2025-11-03 04:00:00'
        end as joined_at
    from magistrates_courts
    inner join crown_courts using (crown_court_id)
    union all
    select * from (values
        ('9001', 'B90XA', 'Old Market Street Magistrates'' Court', '2490', 'Old Market Street', date '2011-06-30', null),
        ('9002', 'B90XB', 'Canal Side Magistrates'' Court', '2490', 'Old Market Street', date '2016-09-30', null)
    ) as closed (court_code, ou_code, name, lja_code, lja_name, closed_on, joined_at)
),

versions as (
    select *, timestamp '1990-01-01 04:00:00' as version_at, joined_at as until_at, 'I' as op from courts
    union all
    select * replace (lja_name || ' and District' as lja_name), joined_at, null, 'U'
    from courts
    where joined_at is not null
)

select
    0 as block, court_code::bigint as item, version_at, until_at, op,
    court_code,
    ou_code,
    name as court_name,
    lja_code,
    lja_name,
    date_text(closed_on) as closed_date
from versions
