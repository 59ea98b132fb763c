-- A version of a legal status of a booking: entered when it begins, expired when the next is
-- entered. A recall, even years later, expires the status of the stay before.
with parted as (
    -- a case for trial or sentence is before the magistrates, then before the Crown Court
    select
        statuses.block, statuses.item as stay, statuses.case_no, statuses.status, cases.route,
        parts.part,
        case parts.part when 1 then statuses.from_at else at_second(cases.crown_received_on, 43200) end as from_at
    from custody_statuses as statuses
    inner join nomis_cases as cases using (block, case_no)
    cross join (values (1), (2)) as parts (part)
    where parts.part = 1
        or (
            statuses.status = 'remand' and cases.route in ('trial', 'sentence')
            and at_second(cases.crown_received_on, 43200) > statuses.from_at
            and at_second(cases.crown_received_on, 43200) < statuses.to_at
        )
    union all
    select block, item, case_no, 'recall', null, 1, at_second((early_day + 5)::date, 59400)
    from nomis_stays
    where oddity = 1
),

coded as (
    select
        parted.block, parted.stay, parted.case_no, parted.part, parted.status,
        greatest(parted.from_at, stays.admitted_at) as from_at,
        stays.first_prison_id,
        case
            when parted.status = 'remand' and parted.part = 1 then 'RX'
            when parted.status = 'remand' and parted.route = 'sentence' then 'SEC38'
            when parted.status = 'remand' then 'TRL'
            when parted.status = 'convicted' and stays.is_crown then 'JR'
            when parted.status = 'convicted' then 'SEC10_3'
            when parted.status = 'held on' then 'DET'
            when parted.status = 'recall' then recalls.calc_type
            when sentences.calc_type = 'ADIMP_ORA' and sentences.category = '2020' then 'ADIMP_ORA20'
            when sentences.calc_type = 'ADIMP' then 'SENT03'
            else coalesce(sentences.calc_type, 'SENT03')
        end as code,
        stays.oddity, stays.middle_day, stays.offender_book_id as own_book_id, stays.other_book_id,
        stays.spell_no,
        lead(parted.from_at) over (partition by parted.block, parted.stay order by parted.from_at, parted.part)
            as next_from_at
    from parted
    inner join nomis_stays as stays on stays.block = parted.block and stays.item = parted.stay
    left join (select * from nomis_sentences where sentence_seq = 1) as sentences
        on sentences.block = parted.block and sentences.case_no = parted.case_no
    left join nomis_recalls as recalls
        on recalls.block = parted.block and recalls.case_no = parted.case_no
        and recalls.spell_no = case when stays.oddity = 1 then 9 else stays.spell_no end
),

-- A return on a new booking goes on there, with the status in force.
booked as (
    select
        *,
        oddity = 0 and from_at > at_second(middle_day, 61200) as is_other, 0 as again
    from coded
    union all
    select
        * replace (at_second(middle_day, 62400) as from_at), true, 1
    from coded
    where oddity = 0 and from_at <= at_second(middle_day, 61200)
        and (next_from_at is null or next_from_at > at_second(middle_day, 62400))
),

placed as (
    select
        *,
        case when is_other then other_book_id else own_book_id end as offender_book_id,
        case_no * 10 + case when is_other then 1 + spell_no else 0 end as book_item,
        (stay * 10 + case status
            when 'remand' then 0 when 'convicted' then 1 when 'sentenced' then 2 when 'recall' then 3 else 4
        end) * 4 + part + 2 * again - 1 as status_item
    from booked
),

sequenced as (
    select
        placed.*,
        row_number() over book as status_seq,
        -- after the booking, which may be written late
        greatest(
            noted(from_at + interval 70 minute, 'nomis.status.noted', placed.block, status_item),
            bookings.created_at + interval 10 minute
        ) as created_at,
        lead(from_at) over book as next_at,
        lead(status_item) over book as next_item
    from placed
    inner join nomis_bookings as bookings
        on bookings.block = placed.block and bookings.item = placed.book_item
    window book as (partition by placed.block, placed.book_item order by from_at, status_item)
),

entered as (
    select
        *,
        -- the last one stays in force: greatest would pass over its null
        case
            when next_at is not null then greatest(
                noted(next_at + interval 70 minute, 'nomis.status.noted', block, next_item),
                created_at + to_seconds(status_seq)
            )
        end as expired_at
    from sequenced
),

versions as (
    select *, created_at as version_at, expired_at as until_at, 'I' as op from entered
    union all
    select *, expired_at, null, 'U' from entered where expired_at is not null
)

select
    block, book_item * 100 + status_seq as item, version_at, until_at, op,
    offender_book_id::varchar as offender_book_id,
    status_seq::varchar as imprison_status_seq,
    code as imprisonment_status,
    date_text(local_time(from_at)::date) as effective_date,
    time_text(local_time(from_at)) as effective_time,
    case op when 'U' then date_text(local_time(next_at)::date) end as expiry_date,
    first_prison_id as agy_loc_id,
    case op when 'I' then 'Y' else 'N' end as latest_status,
    scn_at(version_at, block, book_item * 100 + status_seq) as scn
from versions
