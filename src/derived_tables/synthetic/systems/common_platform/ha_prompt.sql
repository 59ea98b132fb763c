-- A value of a sentence: its length, how it runs, its amount or its end. They are written with the
-- result and stay as they are.
-- Lengths are in years of 365 days, months of 30 and days, as the story counts them.
with sentences as (
    select
        *,
        concat_ws(' ',
            case when sentence_days >= 365 then concat(sentence_days // 365, ' Years') end,
            case when sentence_days % 365 >= 30 then concat(sentence_days % 365 // 30, ' Months') end,
            case when sentence_days % 365 % 30 > 0 then concat(sentence_days % 365 % 30, ' Days') end
        ) as length
    from cp_result_lines
    where not is_mistake
        and result_code in ('imp', 'yoi', 'SUSPS', 'SUSPSD', 'MLI', 'MCL', 'co', 'FO', 'CD', 'FCOMP')
),

prompts as (
    select
        *,
        unnest([
            {
                'n': 1, 'reference': 'imprisonmentPeriod', 'label': 'Imprisonment Period',
                'value': case when result_code in ('imp', 'yoi', 'SUSPS', 'SUSPSD') then length end
            },
            {
                'n': 2, 'reference': 'concurrent', 'label': 'Concurrent',
                'value': case
                    when result_code in ('imp', 'yoi', 'SUSPS', 'SUSPSD') and runs = 'concurrent' then 'true'
                end
            },
            {
                'n': 3, 'reference': 'totalCustodialPeriod', 'label': 'Total custodial period',
                'value': case when result_code in ('imp', 'yoi') and runs = 'principal' then length end
            },
            {
                'n': 4, 'reference': 'suspendedPeriod', 'label': 'Suspended period',
                'value': case when result_code in ('SUSPS', 'SUSPSD') then concat(order_days, ' Days') end
            },
            {
                'n': 5, 'reference': 'minimumTerm', 'label': 'Minimum term',
                'value': case when result_code in ('MLI', 'MCL') then length end
            },
            {
                'n': 6, 'reference': 'endDate', 'label': 'End Date',
                'value': case when result_code = 'co' then strftime((heard_on + order_days::integer)::date, '%d/%m/%Y') end
            },
            {
                'n': 7, 'reference': 'AOF', 'label': 'Amount of fine',
                'value': case
                    when result_code = 'FO' then concat(
                        '£', coalesce(fine_pounds, 100 + 10 * pick('common_platform.prompt.fine', block, offence_item, 40)), '.00'
                    )
                end
            },
            {
                'n': 8, 'reference': 'period', 'label': 'Period of discharge',
                'value': case when result_code = 'CD' then '12 Months' end
            },
            {
                'n': 9, 'reference': 'amountOfCompensation', 'label': 'Amount of compensation',
                'value': case
                    when result_code = 'FCOMP'
                        then concat('£', 50 + 25 * pick('common_platform.prompt.compensation', block, offence_item, 30), '.00')
                end
            }
        ]) as prompt
    from sentences
)

select
    block, item * 16 + prompt.n as item,
    created_at + to_seconds(1) as version_at,
    null::timestamp as until_at,
    'I' as op,
    fixed_uuid('prompt ' || prompt.reference) as id,
    result_line_id,
    prompt.reference as prompt_reference,
    '1' as prompt_id,
    prompt.label as label,
    prompt.value as value
from prompts
where prompt.value is not null
