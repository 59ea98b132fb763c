-- One row per case of the chunk's people, from offence to the end of the sentence, for every cycle
-- of life that touches the time from `history_from` to `to_end`. All of a case lies in its cycle
-- (what is still to come after `to_end` as well), so that no custody overlaps another's.
-- `u` are draws of 10,000; lengths of time are read off straight lines between quantiles.

-- Days from receipt to disposal in the Crown Court, such that open cases have the published ages.
create or replace temp macro crown_days(u) as case
    when u < 1200 then on_line(u, 0, 1, 1200, 28)
    when u < 2100 then on_line(u, 1200, 28, 2100, 56)
    when u < 3350 then on_line(u, 2100, 56, 3350, 84)
    when u < 4150 then on_line(u, 3350, 84, 4150, 112)
    when u < 4800 then on_line(u, 4150, 112, 4800, 140)
    when u < 5380 then on_line(u, 4800, 140, 5380, 182)
    when u < 6900 then on_line(u, 5380, 182, 6900, 270)
    when u < 7900 then on_line(u, 6900, 270, 7900, 365)
    when u < 8750 then on_line(u, 7900, 365, 8750, 545)
    when u < 9250 then on_line(u, 8750, 545, 9250, 730)
    when u < 9750 then on_line(u, 9250, 730, 9750, 1150)
    else on_line(u, 9750, 1150, 10000, 1800)
end;
create or replace temp macro magistrates_days(u) as case
    when u < 4500 then on_line(u, 0, 14, 4500, 42)
    when u < 7000 then on_line(u, 4500, 42, 7000, 90)
    when u < 9000 then on_line(u, 7000, 90, 9000, 200)
    when u < 9800 then on_line(u, 9000, 200, 9800, 340)
    else on_line(u, 9800, 340, 10000, 560)
end;
-- Days from offence to charge.
create or replace temp macro summary_delay(u) as case
    when u < 2500 then on_line(u, 0, 5, 2500, 50)
    when u < 5000 then on_line(u, 2500, 50, 5000, 100)
    when u < 7500 then on_line(u, 5000, 100, 7500, 160)
    when u < 9500 then on_line(u, 7500, 160, 9500, 190)
    else on_line(u, 9500, 190, 10000, 600)
end;
create or replace temp macro either_delay(u) as case
    when u < 3000 then on_line(u, 0, 0, 3000, 2)
    when u < 5000 then on_line(u, 3000, 2, 5000, 40)
    when u < 7500 then on_line(u, 5000, 40, 7500, 150)
    when u < 9500 then on_line(u, 7500, 150, 9500, 420)
    else on_line(u, 9500, 420, 10000, 1500)
end;
create or replace temp macro crown_delay(u) as case
    when u < 3000 then on_line(u, 0, 0, 3000, 5)
    when u < 5000 then on_line(u, 3000, 5, 5000, 55)
    when u < 7000 then on_line(u, 5000, 55, 7000, 170)
    when u < 8500 then on_line(u, 7000, 170, 8500, 480)
    when u < 9500 then on_line(u, 8500, 480, 9500, 1500)
    else on_line(u, 9500, 1500, 10000, 9500)
end;
-- Months of a custodial sentence of the Crown Court; and days of one of the magistrates'.
create or replace temp macro crown_months(u) as case
    when u < 1700 then on_line(u, 0, 4, 1700, 12)
    when u < 3500 then on_line(u, 1700, 12, 3500, 24)
    when u < 7200 then on_line(u, 3500, 24, 7200, 48)
    when u < 9300 then on_line(u, 7200, 48, 9300, 84)
    else on_line(u, 9300, 84, 10000, 190)
end;
create or replace temp macro magistrates_sentence_days(u) as case
    when u < 5000 then on_line(u, 0, 14, 5000, 56)
    when u < 8500 then on_line(u, 5000, 56, 8500, 126)
    else on_line(u, 8500, 126, 10000, 182)
end;

create or replace temp table drawn_cases as
with cycles as (
    select
        people.*,
        cycle.number as cycle,
        person * 1000 + cycle.number as case_no,
        block * 200000 + person * 1000 + cycle.number as case_number,
        (first_cycle + (cycle.number * cycle_days)::integer)::date as received_on,
        (first_cycle + ((cycle.number + 1) * cycle_days - 12)::integer)::date as cycle_ends_on
    from people
    cross join lateral range(
        greatest(0, (getvariable('history_from')::date - first_cycle) // cycle_days),
        greatest(0, (getvariable('to_end')::date - first_cycle) // cycle_days + 1)
    ) as cycle (number)
    where first_cycle + (cycle.number * cycle_days)::integer < getvariable('to_end')::date
        and (died_on is null or first_cycle + (cycle.number * cycle_days)::integer < died_on - 30)
),

-- The way through the courts. Committals for sentence and appeals are quick, trials are not.
routed as (
    select
        *,
        case
            when course = 'prolific' then pick('cases.crown_days', block, case_no, 7500)
            when chance('cases.crown_long', block, case_no, 3400)
                then 7500 + pick('cases.crown_days', block, case_no, 2500)
            else pick('cases.crown_days', block, case_no, 7500)
        end as crown_u,
        pick('cases.route', block, case_no, 10000) as route_u,
        pick('cases.crown_route', block, case_no, 10000) as crown_route_u,
        pick('cases.offence', block, case_no, 10000) as offence_u,
        pick('cases.magistrates', block, case_no, 10000) as magistrates_u
    from cycles
),

sent as (
    select
        *,
        case
            when course = 'script' then 'magistrates'
            when course = 'summary' and route_u < 70 then 'appeal'
            when course = 'summary' then 'magistrates'
            when course = 'occasional' and route_u >= 5000 then 'magistrates'
            when course = 'prolific' and route_u >= 2000 then 'magistrates'
            when course in ('long', 'life') then 'trial'
            when crown_u < 4500 and crown_route_u < 6100 then 'sentence'
            when crown_u >= 4500 and crown_route_u < 200 then 'sentence'
            else 'trial'
        end as route
    from routed
),

timed as (
    select
        *,
        route <> 'magistrates' as is_crown,
        case
            when route in ('trial', 'sentence')
                then crown_delay(offence_u)
            when course = 'summary' then summary_delay(offence_u)
            else either_delay(offence_u)
        end as offence_delay,
        3 + pick('cases.charge', block, case_no, 26) as charge_delay,
        case
            when route in ('trial', 'sentence') then 1 + magistrates_u * 60 // 10000
            else least(magistrates_days(magistrates_u), cycle_days * 4 // 10)
        end as magistrates_days,
        crown_days(crown_u) as crown_days,
        case
            when route in ('trial', 'sentence') and course = 'occasional' then 1200
            when route in ('trial', 'sentence') and course = 'prolific' then 2300
            when route in ('trial', 'sentence') and course = 'serious' then 2800
            when course in ('long', 'life') then 9500
            when course = 'script' then 10000
            when course = 'prolific' then 500
            when course = 'occasional' then 100
            else 0
        end as remand_chance
    from sent
),

courted as (
    select
        *,
        chance('cases.remand', block, case_no, remand_chance) as is_remanded,
        -- one held in custody is charged the day before the court receives the case
        case
            when chance('cases.remand', block, case_no, remand_chance) then (received_on - 1)::date
            else (received_on - charge_delay::integer)::date
        end as charged_on,
        case
            when chance('cases.remand', block, case_no, remand_chance)
                then (received_on - 1 - offence_delay::integer)::date
            else (received_on - charge_delay::integer - offence_delay::integer)::date
        end as offence_on,
        working_day((received_on + magistrates_days::integer)::date) as magistrates_ended_on,
        case when is_crown
            then working_day((received_on + magistrates_days::integer)::date)
                + case route when 'appeal' then 21 else 1 end
        end as crown_received_on
    from timed
),

heard as (
    select
        *,
        -- one held in custody is before the court the next day
        case
            when is_remanded then least(working_day(received_on), magistrates_ended_on)
            else least(
                working_day((received_on + 5 + pick('cases.first', block, case_no, 16)::integer)::date),
                magistrates_ended_on
            )
        end as first_hearing_on,
        case when is_crown
            then working_day((crown_received_on + least(crown_days, cycle_days * 75 // 100)::integer)::date)
        end as crown_disposed_on
    from courted
)

select * from heard;

-- Plea and verdict.
create or replace temp table cases as
with decided as (
    select
        *,
        coalesce(crown_disposed_on, magistrates_ended_on) as disposed_on,
        case
            when route = 'sentence' then 'guilty'
            when chance('cases.plea', block, case_no,
                case when course in ('life', 'script') then 10000 when is_crown then 5200 else 7200 end) then 'guilty'
            else 'not guilty'
        end as plea,
        pick('cases.verdict', block, case_no, 10000) as verdict_u
    from drawn_cases
),

convicted as (
    select
        *,
        case
            when plea = 'guilty' then 'convicted'
            when route = 'appeal' and verdict_u < 5500 then 'convicted'
            when is_crown and verdict_u < 3000 then 'convicted'
            when not is_crown and verdict_u < 4500 then 'convicted'
            when verdict_u < 7500 then 'acquitted'
            else 'discontinued'
        end as verdict,
        -- verdict or plea some weeks before the sentence, where the Crown Court asks for reports
        case
            when is_crown and route <> 'appeal' and chance('cases.reports', block, case_no, 4500)
                then greatest(crown_received_on,
                    working_day((disposed_on - 21 - pick('cases.reports_days', block, case_no, 14)::integer)::date))
            else disposed_on
        end as convicted_on,
        pick('cases.sentence', block, case_no, 10000) as sentence_u,
        pick('cases.length', block, case_no, 10000) as length_u
    from decided
),

-- The sentence on the principal offence.
sentenced as (
    select
        *,
        case
            when verdict <> 'convicted' then 'none'
            when course = 'life' then 'life'
            when course in ('long', 'script') then 'custody'
            when route = 'appeal' then case when sentence_u < 9000 then 'fine' else 'community' end
            when is_crown and sentence_u < case when is_remanded then 8400 else 4500 end then 'custody'
            when is_crown and sentence_u < case when is_remanded then 9000 else 7900 end then 'suspended'
            when is_crown and sentence_u < 9100 then 'community'
            when is_crown then 'other'
            when course = 'summary' and sentence_u < 9520 then 'fine'
            when course = 'summary' and sentence_u < 9660 then 'discharge'
            when course = 'summary' and sentence_u < 9850 then 'community'
            when course = 'summary' then 'other'
            when sentence_u < case when is_remanded then 6500 else 1340 end then 'custody'
            when sentence_u < case when is_remanded then 7000 else 2900 end then 'suspended'
            when sentence_u < 6250 and not is_remanded then 'community'
            when sentence_u < 7200 then 'discharge'
            when sentence_u < 9800 then 'fine'
            else 'other'
        end as disposal
    from convicted
),

measured as (
    select
        *,
        case
            when disposal = 'custody' and course = 'long'
                then 2000 + pick('cases.long', block, case_no, 4500)
            when disposal = 'custody' and is_crown then least(
                crown_months(case course
                    when 'serious' then 6200 + length_u * 38 // 100
                    when 'prolific' then length_u * 75 // 100
                    else length_u
                end) * 30 + pick('cases.length_days', block, case_no, 30),
                cycle_days * 8 // 10
            )
            when course = 'script' then 120 + pick('cases.script', block, case_no, 40)
            when disposal = 'custody' then magistrates_sentence_days(length_u)
            when disposal = 'life' then 3650 + pick('cases.tariff', block, case_no, 4000)
            when disposal = 'suspended' then 90 + 30 * pick('cases.length', block, case_no, 20)
        end as sentence_days,
        -- how long the person is supervised in the community by a sentence that is not custody
        case disposal
            when 'community' then least(182 + 91 * pick('cases.order', block, case_no, 4), cycle_days // 2)::integer
            when 'suspended' then least(365 + 91 * pick('cases.order', block, case_no, 5), cycle_days // 2)::integer
        end as order_days,
        is_crown and course in ('serious', 'long') and chance('cases.listed', block, case_no, 4500)
            as is_listed_offence
    from sentenced
),

-- Days in custody before the sentence, which count towards it. One in five remanded to the Crown
-- Court is bailed half-way.
remanded as (
    select
        *,
        case
            when is_remanded and is_crown and course <> 'life' and disposed_on - first_hearing_on > 60
                and chance('cases.bail', block, case_no, 2000)
                then working_day((first_hearing_on + ((disposed_on - first_hearing_on) // 2)::integer)::date)
            when is_remanded then disposed_on
        end as remand_ends_on
    from measured
),

released as (
    select
        *,
        coalesce(remand_ends_on - first_hearing_on, 0) as remand_days,
        -- the automatic release date
        case
            when disposal = 'life' then (disposed_on + sentence_days::integer)::date
            when disposal <> 'custody' then null
            when is_listed_offence and sentence_days >= 4 * 365
                then (disposed_on + (sentence_days * 2 // 3)::integer)::date
            when disposed_on + (sentence_days // 2)::integer < date '2024-09-10'
                or sentence_days >= 4 * 365 and is_listed_offence
                then (disposed_on + (sentence_days // 2)::integer)::date
            else greatest(
                (disposed_on + (sentence_days * 4 // 10)::integer)::date,
                (date '2024-09-10' + pick('cases.forty', block, case_no, 43)::integer)::date
            )
        end - coalesce(remand_ends_on - first_hearing_on, 0)::integer as automatic_release_on
    from remanded
),

freed as (
    select
        *,
        case
            when disposal in ('custody', 'life') then least(
                cycle_ends_on,
                greatest(
                    disposed_on,
                    -- home detention curfew, for some
                    working_day(automatic_release_on - case
                        when disposal = 'custody' and sentence_days between 90 and 1460
                            and not is_listed_offence and course <> 'script' and chance('cases.curfew', block, case_no, 2200)
                            then least(90, (automatic_release_on - disposed_on) // 3)
                        else 0
                    end::integer)
                )
            )
        end as released_on
    from released
),

-- How long the sentence stays with the person after release: licence, and supervision after a
-- short one.
licensed as (
    select
        *,
        case
            when disposal = 'life' then cycle_ends_on
            when disposal = 'custody' then least(
                cycle_ends_on,
                greatest(
                    (disposed_on + sentence_days::integer - remand_days::integer)::date,
                    case when sentence_days < 730 then released_on + 365 end
                )
            )
        end as sentence_ends_on
    from freed
),

located as (
    select
        licensed.* exclude (
            route_u, crown_route_u, verdict_u, sentence_u, length_u, offence_delay, charge_delay,
            remand_chance, magistrates_days, crown_days, crown_u, offence_u, magistrates_u
        ),
        courts.court_code as magistrates_court_code,
        courts.ou_code as magistrates_ou_code,
        courts.common_platform_from as magistrates_moves_on,
        crowns.crown_court_id, crowns.ou_code as crown_ou_code,
        crowns.common_platform_from as crown_moves_on,
        crowns.region
    from licensed
    inner join magistrates_courts as courts on courts.court_code = licensed.home_court_code
    inner join crown_courts as crowns using (crown_court_id)
)

select
    *,
    coalesce(sentence_ends_on, (disposed_on + order_days::integer)::date, disposed_on) as ends_on,
    -- where it is kept: by the date at which each court moved to Common Platform
    received_on < magistrates_moves_on as is_in_libra,
    magistrates_ended_on >= magistrates_moves_on as is_magistrates_in_common_platform,
    is_crown and crown_received_on < crown_moves_on as is_in_xhibit,
    is_crown and crown_disposed_on >= crown_moves_on as is_crown_in_common_platform,
    -- unique reference number: force, unit, serial, year
    concat(
        lpad((1 + block % 43)::varchar, 2, '0'),
        chr((65 + (block // 43) % 26)::integer), chr((65 + (block // 1118) % 26)::integer),
        lpad((person * 500 + cycle % 500)::varchar, 5, '0'),
        lpad((year(charged_on) % 100)::varchar, 2, '0')
    ) as urn
from located
where coalesce(sentence_ends_on, (disposed_on + order_days::integer)::date, disposed_on)
    >= getvariable('history_from')::date
order by block, case_no;

drop table drawn_cases;
