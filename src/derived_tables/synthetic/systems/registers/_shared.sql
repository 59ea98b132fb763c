-- What happens to the registers' entries. Commencements, moves to Common Platform and ends of
-- offences are the lists' own; the other changes are invented. Each change of an entry says from
-- when it holds and what the entry then reads; `added` and `dropped` are its coming and going.

create or replace temp table home_office_classes as
select * from read_csv(list_file('registers_home_office_classes'), all_varchar = true);

create or replace temp table register_changes as
select * from (values
    ('prison', 'HMI', timestamp '2025-10-15 09:12:00', 'name', 'Humber (HMP & YOI)'),
    ('prison', 'MHI', timestamp '2025-10-20 10:05:00', 'region', 'Yorkshire and The Humber'),
    ('prison', 'FWI', timestamp '2025-10-28 08:40:00', 'category', 'B, C'),
    ('prison', 'FYI', timestamp '2025-11-10 09:00:00', 'added', null),
    ('prison', 'DAI', timestamp '2025-11-12 17:05:00', 'active', 'false'),
    ('prison', 'LGI', timestamp '2025-11-20 11:30:00', 'operator', 'Serco'),
    ('prison', 'WAI', timestamp '2025-11-25 15:45:00', 'dropped', null),
    ('court', 'BEXLMC', timestamp '2025-10-22 09:30:00', 'name', 'Bexley and Greenwich Magistrates'' Court'),
    ('court', 'KINGCC', timestamp '2025-11-06 14:20:00', 'region', 'Midlands'),
    ('court', 'BROMMC', timestamp '2025-11-18 16:00:00', 'active', 'false'),
    ('court', 'AMERCC', timestamp '2025-11-27 10:10:00', 'dropped', null),
    ('offence', 'RV86019', timestamp '2025-11-05 12:00:00', 'title', 'Use or hold a hand-held device while driving'),
    ('offence', 'AS14002', timestamp '2025-10-24 12:00:00', 'title', 'Fail to leave an area when directed'),
    ('probation', 'N03CAV', timestamp '2025-11-03 08:00:00', 'name', 'Cardiff and the Vale'),
    ('probation', 'N57WSUS', timestamp '2025-12-01 04:00:00', 'successor', 'N57SUS')
) as changes (register, code, changed_at, field, value);

-- An entry's changes, one after the other: what each leaves the entry as, and until when.
create or replace temp table register_versions as
with starts as (
    select
        'prison' as register, prison_id as code,
        timestamp '2015-03-02 04:00:00' as from_at
    from prisons
    union all
    select 'court', register_id, timestamp '2015-03-02 04:00:00'
    from (
        select register_id from crown_courts
        union all
        select register_id from magistrates_courts
        union all
        select register_id from other_courts
    ) as courts
    union all
    select 'offence', cjs_code, greatest(timestamp '2015-03-02 04:00:00', at_second(start_date, 14400))
    from offences
    union all
    select 'probation', code, timestamp '2021-06-26 04:00:00'
    from probation_districts
),

moves as (
    select register_id, common_platform_from from crown_courts
    union all
    select register_id, common_platform_from from magistrates_courts
),

changes as (
    select register, code, changed_at, field, value
    from register_changes
    union all
    select 'court', register_id, at_second(common_platform_from, 14400), 'moved', 'true'
    from moves
    where common_platform_from is not null
    union all
    select 'offence', cjs_code, at_second((end_date + 1)::date, 14400), 'ended', 'true'
    from offences
    where end_date is not null
),

-- An entry that is added in the window was not there before.
moments as (
    select register, code, from_at as version_at
    from starts
    where not exists (
        select 1 from register_changes as added
        where added.register = starts.register and added.code = starts.code and added.field = 'added'
    )
    union
    select changes.register, changes.code, changed_at
    from changes
    inner join starts using (register, code)
    where changed_at > from_at
),

described as (
    select
        moments.register, moments.code, moments.version_at,
        bool_or(changes.field = 'dropped') as is_dropped,
        coalesce(bool_or(changes.field = 'moved'), false) as has_moved,
        coalesce(bool_or(changes.field = 'ended'), false) as has_ended,
        max(changes.value) filter (where changes.field = 'name') as name,
        max(changes.value) filter (where changes.field = 'region') as region,
        max(changes.value) filter (where changes.field = 'category') as category,
        max(changes.value) filter (where changes.field = 'operator') as operator,
        max(changes.value) filter (where changes.field = 'active') as active,
        max(changes.value) filter (where changes.field = 'title') as title,
        max(changes.value) filter (where changes.field = 'successor') as successor,
        max(changes.changed_at) filter (where changes.field = 'successor') as succeeded_at
    from moments
    left join changes
        on changes.register = moments.register and changes.code = moments.code
        and changes.changed_at <= moments.version_at
    group by moments.register, moments.code, moments.version_at
)

select
    * exclude (is_dropped),
    (md5_number_lower(code) >> 34)::bigint as item,
    lead(version_at) over entry as until_at,
    case
        when is_dropped then 'D'
        when row_number() over entry = 1 then 'I'
        else 'U'
    end as op
from described
window entry as (partition by register, code order by version_at);
