-- A version of an offence against a defendant: as charged, and with plea and finding at the end.
-- A charge that is replaced in the magistrates' court is withdrawn; one replaced in the Crown
-- Court stays here as it was sent up.
with offences as (
    select
        offences_charged.*, libra_cases.case_id, libra_cases.created_at, libra_cases.ended_at,
        libra_cases.magistrates_ended_on, libra_cases.magistrates_moves_on,
        libra_cases.finding as case_finding, libra_cases.is_crown as is_sent_up,
        block * 20000000 + offences_charged.item as offence_id,
        replaced_on <= magistrates_ended_on and replaced_on < magistrates_moves_on as is_replaced_here,
        created_at + to_seconds(300 * offences_charged.defendant_no + 7 * offences_charged.offence_no) as first_at
    from offences_charged
    inner join libra_cases using (block, case_no)
),

kept as (
    select
        *,
        case when offence_no = 11 then at_second(replaced_on, 40000) + to_seconds(defendant_no)
            else first_at end as made_at,
        case when offence_no < 11 and is_replaced and is_replaced_here
            then greatest(at_second(replaced_on, 40000), first_at + interval 1 minute)
                + to_seconds(defendant_no) end as withdrawn_at
    from offences
    where offence_no < 11 or is_replaced_here
),

ended as (
    select *, coalesce(withdrawn_at, ended_at) as over_at
    from kept
),

versions as (
    select *, greatest(made_at, first_at) as version_at, over_at as until_at, 'I' as op from ended
    union all
    select *, over_at, null, 'U' from ended where over_at is not null
),

found as (
    select
        *,
        case
            when op = 'I' then null
            when withdrawn_at is not null then 'WITHDRAWN'
            when case_finding = 'sent up' then null
            when is_sent_up then 'GUILTY'
            when verdict = 'withdrawn' then 'WITHDRAWN'
            when verdict = 'convicted' and plea = 'guilty' then 'GUILTY'
            when verdict = 'convicted' then 'PROVED'
            when verdict = 'acquitted' then 'NOT GUILTY'
            else 'DISCONTINUED'
        end as finding,
        case when withdrawn_at is not null then replaced_on else magistrates_ended_on end as finding_on
    from versions
)

select
    block, item, version_at, until_at, op,
    offence_id::varchar as offence_id,
    (case_number_of_defendant)::varchar as defendant_id,
    case when offence_no = 11 then (offence_id - 10)::varchar end as replaces_offence_id,
    offence_no::varchar as offence_number,
    cjs_code,
    case offence_mode when 'summary' then 'SUMMARY' when 'either' then 'EITHER WAY' else 'INDICTABLE' end as mode_of_trial,
    date_text(offence_on) as offence_date,
    date_text(charged_on) as charge_date,
    case
        when op = 'I' or withdrawn_at is not null then null
        when case_finding = 'sent up' then 'NO PLEA'
        when is_sent_up or plea = 'guilty' then 'GUILTY'
        else 'NOT GUILTY'
    end as plea,
    case when op = 'U' and withdrawn_at is null
        then date_text(greatest(charged_on, least(plea_on, finding_on))) end as plea_date,
    finding,
    case when finding is not null then date_text(finding_on) end as finding_date
from (select *, case_id * 2 + defendant_no - 1 as case_number_of_defendant from found) as found
