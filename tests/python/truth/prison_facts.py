"""What happened in prison: stays, legal statuses, receptions, releases, sentences and heads."""

from __future__ import annotations

from facts import Fact, Truth

from places import PROJECT

LISTS = PROJECT / "src/derived_tables/synthetic/lists"

OF_NOMIS = "(select * from persons where system = 'nomis') as persons"
# A booking is its case's, by its number; a return after a release may have one of its own.
BOOKINGS = """
    (
        select distinct
            block, case_no, disposed_on, offender_book_id,
            md5('nomis' || chr(31) || chr(30) || offender_book_id) as booking_id
        from true_stays join true_cases using (block, case_no)
    ) as bookings
"""
# A movement may be entered three days late, and a day early; that is put right within four more.
UNSETTLED = """
    select distinct block, case_no
    from true_stays
    join true_custody_statuses using (block, case_no, item)
    where list_bool_or([
        moment between $until - interval 8 day and $until + interval 2 day
        for moment in [admitted_at, released_at, from_at]
    ])
"""
FEEDS = {"nomis.offender_bookings": 10, "nomis.offender_external_movements": 10000}
UNWRITTEN = """
    select distinct stays.block, stays.case_no, 'unwritten_end' as kind
    from true_stays as stays
    join true_custody_spells as spells using (block, item)
    where stays.released_at is null and spells.released_at < '2999-01-01'
"""

STAYS = Fact(
    name="stays",
    true=f"""
        select
            block, case_no, person_id, date_trunc('second', admitted_at) as began,
            case when released_at < $until then date_trunc('second', released_at) end as ended
        from true_stays left join {OF_NOMIS} using (block, person)
        where admitted_at < $until
    """,
    built=f"""
        select
            block, case_no, person_id, date_trunc('second', reception_at),
            case when release_at < $until then date_trunc('second', release_at) end
        from prison.fct_custody_spells left join {BOOKINGS} using (booking_id)
        where reception_at < $until
    """,
    feeds=FEEDS,
    told_otherwise=UNWRITTEN,
    unsettled=UNSETTLED,
)


def merged(rows: str) -> str:
    """SQL: periods of a stay that follow each other with one status, as one."""
    return f"""
        with marked as (
            select *, status is distinct from lag(status) over stay as is_new
            from ({rows})
            window stay as (partition by stay order by began)
        ),

        numbered as (
            select *, count(*) filter (is_new) over (partition by stay order by began) as number
            from marked
        )

        select
            any_value(block) as block, any_value(case_no) as case_no, person_id,
            date_trunc('second', min(began)) as began,
            case when max(coalesce(ended, '9999-01-01')) < $until
                then date_trunc('second', max(ended)) end as ended,
            status
        from numbered
        group by stay, person_id, number, status
        having min(began) < $until
    """


# One status may be told by several codes, and in several prisons: it is one period here. Who is
# committed for sentence is convicted by then.
STATUSES = Fact(
    name="status periods",
    true=merged(
        f"""
        select
            (block, item, admitted_at) as stay, block, case_no, person_id,
            greatest(from_at, admitted_at) as began,
            nullif(least(to_at, coalesce(released_at, '9999-01-01')), '9999-01-01') as ended, status
        from (
            select
                block, case_no, item, unnest(case
                    when status = 'remand' and route = 'sentence' and from_at < committed_at
                        and committed_at < to_at
                        then [
                            {{'from_at': from_at, 'to_at': committed_at, 'status': 'untried'}},
                            {{
                                'from_at': committed_at, 'to_at': to_at,
                                'status': 'convicted unsentenced'
                            }}
                        ]
                    else [{{'from_at': from_at, 'to_at': to_at, 'status': case status
                        when 'remand' then 'untried' when 'convicted' then 'convicted unsentenced'
                        when 'held on' then 'immigration' else 'sentenced'
                    end}}]
                end, recursive := true)
            from true_custody_statuses
            join (
                select block, case_no, route, crown_received_on + interval 12 hour as committed_at
                from true_cases
            ) using (block, case_no)
        )
        join true_stays using (block, case_no, item)
        left join {OF_NOMIS} using (block, person)
        where from_at < coalesce(released_at, '9999-01-01') and to_at > admitted_at
        """
    ),
    built=merged(
        f"""
        select
            custody_spell_key as stay, block, case_no, person_id, started_at as began,
            ended_at as ended, legal_status as status
        from prison.fct_custody_status_periods left join {BOOKINGS} using (booking_id)
        """
    ),
    feeds={**FEEDS, "nomis.offender_imprison_statuses": 1000},
    codes=f"""
        select
            'nomis.imprisonment_statuses' as source_table, id as item, block, case_no
        from staging.stg_nomis__offender_imprison_statuses
        join {BOOKINGS} using (offender_book_id)
        join '{LISTS}/nomis_imprisonment_statuses.csv' as listed
            on listed.code = imprisonment_status_code
    """,
    told_otherwise=UNWRITTEN,
    unsettled=UNSETTLED,
)

RECEPTIONS = Fact(
    name="receptions",
    true=f"""
        select
            block, case_no, person_id, date_trunc('second', admitted_at) as received,
            case admission_reason
                when 'L' then 'recall' when 'RECA' then 'recapture' else 'first reception'
            end as kind
        from true_stays left join {OF_NOMIS} using (block, person)
        where admitted_at < $until
    """,
    built=f"""
        select block, case_no, person_id, date_trunc('second', reception_at), reception_kind
        from prison.fct_receptions left join {BOOKINGS} using (booking_id)
        where reception_at < $until
    """,
    feeds=FEEDS,
    told_otherwise=UNWRITTEN,
    unsettled=UNSETTLED,
)

RELEASES = Fact(
    name="releases",
    true=f"""
        select
            block, case_no, person_id, date_trunc('second', released_at) as released,
            case release_reason
                when 'DEC' then 'death' when 'DE' then 'deportation' when 'BL' then 'bail'
                when 'NCS' then 'end of remand' when 'ESCP' then 'escape' else 'release'
            end as kind
        from true_stays left join {OF_NOMIS} using (block, person)
        where released_at < $until
    """,
    built=f"""
        select block, case_no, person_id, date_trunc('second', release_at), release_kind
        from prison.fct_releases left join {BOOKINGS} using (booking_id)
        where release_at < $until
    """,
    feeds=FEEDS,
    told_otherwise=UNWRITTEN,
    unsettled=UNSETTLED,
)

# Years, months and days as NOMIS writes a length; a term typed a month too long is put right within
# three days. Who dies on the day of the sentence has none in NOMIS.
SENTENCES = Fact(
    name="sentences of receptions",
    true=f"""
        select
            block, case_no, person_id, date_trunc('second', admitted_at) as received,
            case when disposal <> 'life' then datesub('month', disposed_on,
                disposed_on
                + to_months((12 * (sentence_days // 365) + sentence_days % 365 // 30)::integer)
                + to_days((sentence_days % 365 % 30)::integer)
            ) end as months,
            disposal <> 'life' as is_determinate
        from true_stays
        join true_cases using (block, case_no, person)
        -- the sentence is written to the booking of the case
        join (select distinct block, case_no, offender_book_id from true_custody_spells)
            using (block, case_no, offender_book_id)
        left join {OF_NOMIS} using (block, person)
        where disposal in ('custody', 'life') and admitted_at < $until and disposed_on < $until
            and coalesce(released_at::date, '9999-01-01') >= disposed_on
            and not coalesce(release_reason = 'DEC' and released_at::date <= disposed_on, false)
    """,
    built=f"""
        select
            block, case_no, person_id, date_trunc('second', reception_at),
            sentence_months, is_determinate
        from prison.fct_receptions
        join core.dim_sentence_bands using (sentence_band_key)
        left join {BOOKINGS} using (booking_id)
        where is_opening and sentence_band_id <> 'not applicable' and reception_at < $until
            and coalesce(disposed_on < $until, true)
    """,
    feeds={**FEEDS, "nomis.offender_sentences": 20, "nomis.offender_sentence_terms": 20},
    told_otherwise=UNWRITTEN,
    unsettled=UNSETTLED,
)

# What the latest calculation of a determinate sentence says. Who dies first has none.
RELEASE_DATES = Fact(
    name="release dates",
    true=f"""
        select
            block, case_no, person_id, automatic_release_on,
            (disposed_on + sentence_days::integer - 1 - remand_days::integer)::date as expires_on
        from true_cases
        join (
            select distinct block, case_no, person from true_custody_spells
            where is_sentenced and (not is_death or released_at::date > disposed_on + 3)
        ) using (block, case_no, person)
        left join {OF_NOMIS} using (block, person)
        where disposal = 'custody' and disposed_on < $until
    """,
    built=f"""
        select block, case_no, person_id, conditional_release_date, sentence_expiry_date
        from prison.fct_release_date_calculations left join {BOOKINGS} using (booking_id)
        where is_latest and conditional_release_date is not null
            and coalesce(disposed_on < $until, true)
    """,
    feeds={**FEEDS, "nomis.offender_sent_calculations": 10, "nomis.offender_sentences": 20},
    told_otherwise=UNWRITTEN,
    unsettled=UNSETTLED,
)

FACTS = (STAYS, STATUSES, RECEPTIONS, RELEASES, SENTENCES, RELEASE_DATES)

# In local time a day ends; heads are those whose status period goes on past it.
HEADS = """
    with days as (
        select population_date, sum(heads)::bigint as heads, legal_status
        from prison.fct_population_daily
        join core.dim_legal_statuses using (legal_status_key)
        where population_date between $since and $until - interval 3 day
        group by population_date, legal_status
        -- a day on which the last one left has a row too
        having sum(heads) > 0
    ),

    periods as (
        select
            status, ((began at time zone 'UTC') at time zone 'Europe/London')::date as from_day,
            coalesce(
                ((ended at time zone 'UTC') at time zone 'Europe/London')::date, '9999-01-01'
            ) as to_day
        from made
    ),

    counted as (
        select population_date, count(*) as heads, status as legal_status
        from (select distinct population_date from days)
        join periods on population_date >= from_day and population_date < to_day
        group by population_date, status
    )

    (from days except all from counted) union all (from counted except all from days)
"""


def heads(truth: Truth) -> list[tuple]:
    """Days on which the heads of a status are not those of the status periods that were built.

    Those are the truth's, but for differences that faults explain (STATUSES): so a count of them is
    what the population must be, to the head.
    """
    truth.compare(STATUSES)
    values = {"since": truth.since, "until": truth.until}
    return truth.con.execute(HEADS, values).fetchall()
