-- A version of the most serious offence of a conviction; one in a hundred is first written as
-- another, and put right some days later.
with offences_written as (
    select
        orders.block, orders.case_no, orders.event_id, orders.offender_id, orders.case_number,
        orders.event_at + to_seconds(120) as written_at,
        charged.home_office_code, charged.offence_on,
        case when chance('delius.main_offence.wrong', orders.block, orders.case_no, 100)
            and wrong.home_office_code <> charged.home_office_code then wrong.home_office_code
        end as wrong_code,
        1 + pick('delius.main_offence.count', orders.block, orders.case_no, 20) // 18 as offences
    from delius_orders as orders
    inner join offences_charged as charged
        on charged.block = orders.block and charged.case_no = orders.case_no
        and charged.defendant_no = 1 and charged.is_principal
    inner join offence_slots as wrong
        on wrong.pool = 'either'
        and wrong.slot = pick('delius.main_offence.other', orders.block, orders.case_no, 1000)
),

versions as (
    select
        *, written_at as version_at,
        case when wrong_code is not null then written_at + to_days(4) end as until_at, 'I' as op,
        1 as row_version, coalesce(wrong_code, home_office_code) as code
    from offences_written
    union all
    select *, written_at + to_days(4), null, 'U', 2, home_office_code
    from offences_written
    where wrong_code is not null
)

select
    block, case_no as item, version_at, until_at, op,
    (400000000000 + case_number)::varchar as main_offence_id,
    event_id::varchar as event_id,
    offender_id::varchar as offender_id,
    code_id(code)::varchar as offence_id,
    date_text(offence_on) as offence_date,
    offences::varchar as offence_count,
    '0' as soft_deleted,
    row_version::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
