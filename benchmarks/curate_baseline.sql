-- The best plain DuckDB SQL known for what `curate` makes of daily full extracts: the history, its rejected rows
-- and exceptions, and the counts of every batch. A narrow pass over keys, days and hashes finds the rows that matter;
-- only these are read again for their attributes. $parts is the list of landed files.

create or replace temp table batches as
select _batch_id as batch_id, cast(min(_extraction_timestamp) as timestamp) as said_at, count(*) as landed_rows
from read_parquet($parts) group by all;

create or replace temp table numbered as
select batch_id, said_at, landed_rows, lead(said_at, 1, timestamp '2999-01-01') over (order by said_at) as next_at from batches;

create or replace temp table distinct_keys as
select _batch_id as batch_id, count(distinct (nullif(trim(inmateid), ''), nullif(trim(admitted_dt), ''))) as keys
from read_parquet($parts) group by all;

create or replace temp table kept as
with said as (
    select
        numbered.said_at,
        numbered.next_at,
        cast(landed._row_number as integer) as row_no,
        try_cast(nullif(trim(inmateid), '') as bigint) as inmateid,
        try_cast(nullif(trim(admitted_dt), '') as timestamp) as admitted_dt,
        coalesce(try_cast(nullif(trim(discharged_dt), '') as timestamp) is null
            and nullif(trim(discharged_dt), '') is not null, false)
        or coalesce(try_cast(nullif(trim(age), '') as integer) is null
            and nullif(trim(age), '') is not null, false) as has_fault,
        md5_number(concat_ws(
            chr(31),
            coalesce(cast(try_cast(nullif(trim(discharged_dt), '') as timestamp) as varchar), chr(30)),
            coalesce(nullif(trim(custody_level), ''), chr(30)), coalesce(nullif(trim(bradh), ''), chr(30)),
            coalesce(nullif(trim(race), ''), chr(30)), coalesce(nullif(trim(gender), ''), chr(30)),
            coalesce(cast(try_cast(nullif(trim(age), '') as integer) as varchar), chr(30)),
            coalesce(nullif(trim(inmate_status_code), ''), chr(30)), coalesce(nullif(trim(sealed), ''), chr(30)),
            coalesce(nullif(trim(srg_flg), ''), chr(30)), coalesce(nullif(trim(top_charge), ''), chr(30)),
            coalesce(nullif(trim(infraction), ''), chr(30))
        )) as content
    from read_parquet($parts) as landed
    inner join numbered on landed._batch_id = numbered.batch_id
),

beside as (
    select
        *,
        lag(said_at) over key as last_at,
        lag(said_at, 2) over key as before_last_at,
        lag(content) over key as last_content,
        lag(next_at) over key as last_next_at,
        lead(said_at) over key as then_at
    from said
    window key as (partition by inmateid, admitted_dt order by said_at)
),

judged as (
    select
        *,
        coalesce(
            not has_fault and last_content = content and last_at < said_at and before_last_at is distinct from last_at
            and last_next_at = said_at and then_at = next_at, false
        ) as again
    from beside
)

select
    said_at, again,
    case when not again then row_no end as row_no,
    case when not again then inmateid end as inmateid,
    case when not again then admitted_dt end as admitted_dt,
    max(next_at) as next_at, max(content) as content, max(then_at) as then_at, max(has_fault) as has_fault,
    count(*) as row_count
from judged
group by 1, 2, 3, 4, 5;

create or replace temp table work as
with ranked as (
    select
        *,
        row_number() over (partition by inmateid, admitted_dt, said_at, content order by row_no) as same_no,
        row_number() over (partition by inmateid, admitted_dt, said_at order by content, row_no) as place,
        max(then_at) over (partition by inmateid, admitted_dt, said_at) as next_instant
    from kept
    where not again
),

met as (
    select
        *,
        lag(said_at) over key as last_at,
        coalesce(lag(next_at) over key >= said_at or lag(next_instant) over key < said_at, false) as meets,
        lag(content) over key as last_content
    from ranked
    where place = 1 and inmateid is not null and admitted_dt is not null
    window key as (partition by inmateid, admitted_dt order by said_at)
),

stretched as (
    select
        *,
        not meets or last_content <> content as begins,
        sum(case when meets then 0 else 1 end) over (partition by inmateid, admitted_dt order by said_at) as stretch
    from met
),

ended as (
    select
        *,
        coalesce(
            min(case when begins then said_at end) over (
                partition by inmateid, admitted_dt, stretch order by said_at rows between 1 following and unbounded following
            ),
            last_value(next_at) over (
                partition by inmateid, admitted_dt, stretch order by said_at
                rows between unbounded preceding and unbounded following
            )
        ) as end_at
    from stretched
)

select said_at, row_no, case when begins then 'new' else 'unchanged' end as category, end_at, has_fault, 1 as row_count from ended
union all
select said_at, row_no, 'rejected', null, has_fault, 1 from ranked where inmateid is null or admitted_dt is null
union all
select said_at, row_no, case when same_no > 1 then 'duplicate' else 'contradiction' end, null, has_fault, 1
from ranked where place > 1 and inmateid is not null and admitted_dt is not null
union all
select said_at, null, 'unchanged', null, false, row_count from kept where again;

create or replace table history as
select
    try_cast(nullif(trim(inmateid), '') as bigint) as inmateid,
    try_cast(nullif(trim(admitted_dt), '') as timestamp) as admitted_dt,
    try_cast(nullif(trim(discharged_dt), '') as timestamp) as discharged_dt,
    nullif(trim(custody_level), '') as custody_level, nullif(trim(bradh), '') as bradh,
    nullif(trim(race), '') as race, nullif(trim(gender), '') as gender,
    try_cast(nullif(trim(age), '') as integer) as age,
    nullif(trim(inmate_status_code), '') as inmate_status_code, nullif(trim(sealed), '') as sealed,
    nullif(trim(srg_flg), '') as srg_flg, nullif(trim(top_charge), '') as top_charge,
    nullif(trim(infraction), '') as infraction,
    work.said_at as mojap_start_datetime, work.end_at as mojap_end_datetime,
    work.end_at = timestamp '2999-01-01' as mojap_current_record,
    md5(concat_ws(chr(31), nullif(trim(inmateid), ''), nullif(trim(admitted_dt), ''), cast(work.said_at as varchar)))
        as mojap_version_id,
    landed._batch_id as mojap_batch_id, landed._row_number as mojap_row_number
from read_parquet($parts) as landed
inner join work
    on cast(landed._extraction_timestamp as timestamp) = work.said_at and landed._row_number = work.row_no and work.category = 'new';

create or replace table exceptions as
select landed._batch_id as batch_id, landed._row_number as row_number, work.said_at, work.category,
    case when work.category = 'rejected' then cast(to_json(landed) as varchar) end as landed_row
from read_parquet($parts) as landed
inner join work
    on cast(landed._extraction_timestamp as timestamp) = work.said_at and landed._row_number = work.row_no
    and work.category not in ('new', 'unchanged');

create or replace table counts as
select
    numbered.batch_id, numbered.said_at, numbered.landed_rows, distinct_keys.keys,
    sum(work.row_count) filter (where work.category = 'new') as new_rows,
    sum(work.row_count) filter (where work.category = 'unchanged') as unchanged_rows,
    sum(work.row_count) filter (where work.category = 'rejected') as rejected_rows,
    sum(work.row_count) filter (where work.category = 'duplicate') as duplicate_rows,
    sum(work.row_count) filter (where work.category = 'contradiction') as contradiction_rows
from numbered
inner join distinct_keys on numbered.batch_id = distinct_keys.batch_id
left join work on numbered.said_at = work.said_at
group by all;
