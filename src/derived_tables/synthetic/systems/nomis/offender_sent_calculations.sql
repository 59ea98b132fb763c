-- A calculation of release dates: after the sentence, when release on 40% came in, when a curfew is
-- approved, after each recall. It is never changed; a new one follows it. In one of fifty a date was
-- off by some days and staff set it by hand.
with sentenced as (
    select
        cases.*, sentences.created_at as passed_at, sentences.disposal as kind,
        (cases.disposed_on + cases.sentence_days::integer - 1)::date as full_term_on,
        cases.automatic_release_on > cases.released_on and cases.disposal = 'custody' as is_curfew
    from nomis_cases as cases
    inner join nomis_sentences as sentences
        on sentences.block = cases.block and sentences.case_no = cases.case_no and sentences.sentence_seq = 1
),

calculated as (
    select
        *, 1 as place, 'NEW' as reason, null::date as recalled_on, null::varchar as recall_type,
        passed_at + to_hours(2 + pick('nomis.calculation.new', block, case_no, 30)) as calculated_at
    from sentenced
    union all
    select
        *, 2, 'UPDATE', null, null,
        greatest(
            timestamp '2024-08-20 08:00:00' + to_minutes(pick('nomis.calculation.forty', block, case_no, 20000)),
            passed_at + interval 2 day
        )
    from sentenced
    where kind = 'custody' and not is_listed_offence
        and disposed_on < date '2024-08-20' and released_on > date '2024-09-10'
    union all
    select
        *, 3, 'HDC', null, null,
        at_second((released_on - 8)::date, 36000 + pick('nomis.calculation.curfew', block, case_no, 20000))
    from sentenced
    where is_curfew and released_on - 8 > passed_at::date + 2
        and (disposed_on >= date '2024-08-20' or released_on > date '2024-09-20')
    union all
    select
        sentenced.*, 3 + recalls.spell_no, 'LR', recalls.admitted_at::date, recalls.calc_type,
        recalls.admitted_at + to_hours(18 + pick('nomis.calculation.recall', sentenced.block, sentenced.case_no * 10 + recalls.spell_no, 40))
    from sentenced
    inner join nomis_recalls as recalls using (block, case_no)
    where recalls.spell_no < 9
),

dated as (
    select
        *,
        case_no * 10 + place as item,
        (full_term_on - remand_days::integer)::date as sed,
        case when kind = 'custody' then automatic_release_on end as crd,
        -- 40% only from the change of the law on
        case
            when place = 1 and kind = 'custody' and not is_listed_offence and disposed_on < date '2024-08-20'
                and released_on > date '2024-09-10'
                then (disposed_on + (sentence_days // 2)::integer - remand_days::integer)::date
        end as crd_before,
        chance('nomis.calculation.by_hand', block, case_no * 10 + place, 200) as is_by_hand
    from calculated
    where died_on is null or calculated_at < died_on
)

select
    block, item,
    noted(calculated_at, 'nomis.calculation.noted', block, item) as version_at,
    null::timestamp as until_at,
    'I' as op,
    (serial * 12 + place)::varchar as offender_sent_calculation_id,
    offender_book_id::varchar as offender_book_id,
    time_text(local_time(calculated_at)) as calculation_date,
    reason as calc_reason_code,
    case
        when kind = 'custody' and sentence_days between 90 and 1460 and not is_listed_offence and recalled_on is null
            then date_text(greatest(disposed_on, (coalesce(crd_before, crd)
                - least(90, greatest(0, coalesce(crd_before, crd) - disposed_on) // 3)::integer)::date))
    end as hdced_calculated_date,
    null::varchar as hdced_overrided_date,
    null::varchar as hdcad_calculated_date,
    case when reason = 'HDC' then date_text(released_on) end as hdcad_overrided_date,
    null::varchar as ard_calculated_date,
    null::varchar as ard_overrided_date,
    date_text((coalesce(crd_before, crd) - case when is_by_hand then 4 else 0 end)::date) as crd_calculated_date,
    case when is_by_hand then date_text(coalesce(crd_before, crd)) end as crd_overrided_date,
    null::varchar as npd_calculated_date,
    null::varchar as npd_overrided_date,
    case when kind = 'life' then date_text(automatic_release_on) end as ped_calculated_date,
    null::varchar as ped_overrided_date,
    case when kind = 'custody' then date_text(sed) end as led_calculated_date,
    null::varchar as led_overrided_date,
    case when kind = 'custody' then date_text(sed) end as sed_calculated_date,
    null::varchar as sed_overrided_date,
    case
        when recall_type = '14FTR_ORA' then date_text((recalled_on + 14)::date)
        when recall_type = 'FTR_ORA' then date_text((recalled_on + 28)::date)
        -- or, after a short sentence, to the end of supervision
        when recalled_on is not null and kind = 'custody'
            then date_text(case when sed > recalled_on then sed else sentence_ends_on end)
    end as prrd_calculated_date,
    null::varchar as prrd_overrided_date,
    case
        when kind = 'custody' and sentence_days between 2 and 729
            then date_text((coalesce(crd_before, crd) + 365)::date)
    end as tused_calculated_date,
    null::varchar as tused_overrided_date,
    case when kind = 'life' then date_text(automatic_release_on) end as tariff_calculated_date,
    null::varchar as tariff_overrided_date,
    case when kind = 'custody' then date_text(sed) end as effective_sentence_end_date,
    case
        when kind = 'custody' then concat(
            lpad((sentence_days // 365)::varchar, 2, '0'), '/', lpad((sentence_days % 365 // 30)::varchar, 2, '0'),
            '/', lpad((sentence_days % 365 % 30)::varchar, 2, '0')
        )
    end as effective_sentence_length,
    case
        when kind = 'custody' then concat(
            lpad((sentence_days // 365)::varchar, 2, '0'), '/', lpad((sentence_days % 365 // 30)::varchar, 2, '0'),
            '/', lpad((sentence_days % 365 % 30)::varchar, 2, '0')
        )
    end as judicially_imposed_sent_length,
    scn_at(calculated_at, block, item) as scn
from dated
