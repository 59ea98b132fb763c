-- A version of an offence sentenced with the main one. One in two hundred was written by mistake.
with offences_written as (
    select
        orders.block, charged.item, orders.event_id, charged.home_office_code,
        orders.event_at + to_seconds(240 + charged.offence_no) as written_at,
        500000000000 + orders.block * 20000000 + charged.item as additional_offence_id,
        case when chance('delius.additional_offence.dated', orders.block, charged.item, 6000)
            then charged.offence_on end as offence_on,
        chance('delius.additional_offence.mistake', orders.block, charged.item, 50) as is_mistake
    from delius_orders as orders
    inner join offences_charged as charged
        on charged.block = orders.block and charged.case_no = orders.case_no
        and charged.defendant_no = 1
    where not charged.is_principal and charged.verdict = 'convicted'
),

versions as (
    select
        *, written_at as version_at,
        case when is_mistake then written_at + to_hours(30) end as until_at, 'I' as op, 0 as is_deleted
    from offences_written
    union all
    select *, written_at + to_hours(30), null, 'U', 1
    from offences_written
    where is_mistake
)

select
    block, item, version_at, until_at, op,
    additional_offence_id::varchar as additional_offence_id,
    event_id::varchar as event_id,
    code_id(home_office_code)::varchar as offence_id,
    date_text(offence_on) as offence_date,
    '1' as offence_count,
    is_deleted::varchar as soft_deleted,
    (1 + is_deleted)::varchar as row_version,
    time_text(local_time(version_at)) as last_updated_datetime
from versions
