"""Stays in custody and legal statuses, held against what happened in a synthetic world."""

from __future__ import annotations

from pathlib import Path

import duckdb

# What happened after this the systems may not have said yet.
UNTIL = "timestamp '2025-12-30'"

# Kinds of mess that take something from a row; a number written as 22.0 or a copy do not.
HARMFUL = ("null_key", "impossible_date", "unknown_code", "contradiction")

# Whose is what, and who had a stay that NOMIS tells otherwise than it happened (an oddity of its
# own), or a harmful fault on a row of a booking, movement or status. An item of these tables
# begins with the number of the case.
PEOPLE = f"""
create temp table people as
select distinct block, person, person_id
from links
join intermediate.int_person_records_identified on person_identifier = 'nomis root ' || identifier
where table_name = 'offenders' and column_name = 'offender_id';

create temp table set_aside as
select distinct block, person from spells where oddity is not null
union
select distinct spells.block, spells.person
from faults
join spells on spells.block = faults.block and spells.case_no = faults.item // case table_name
    when 'offender_external_movements' then 10000
    when 'offender_imprison_statuses' then 1000
    when 'offender_bookings' then 10
    when 'offender_sentences' then 20
    when 'offender_sentence_terms' then 20
end
where faults.kind in {HARMFUL};
"""

STAYS = f"""
create temp table true_stays as
select block, person, date_trunc('second', admitted_at) as began,
    case when released_at < {UNTIL} then date_trunc('second', released_at) end as ended
from spells anti join set_aside using (block, person)
where admitted_at < {UNTIL};

create temp table built_stays as
select block, person, date_trunc('second', reception_at) as began,
    case when release_at < {UNTIL} then date_trunc('second', release_at) end as ended
from prison.fct_custody_spells
join people using (person_id)
anti join set_aside using (block, person)
where reception_at < {UNTIL};
"""

SENTENCED = f"""
create temp table true_sentences as
select block, person, date_trunc('second', min(from_at)) as began
from statuses anti join set_aside using (block, person)
where status in ('sentenced', 'recall') and from_at < {UNTIL}
group by block, person, spell_no, case_no;

create temp table built_sentences as
select block, person, date_trunc('second', min(started_at)) as began
from prison.fct_custody_status_periods
join people using (person_id)
anti join set_aside using (block, person)
where legal_status = 'sentenced' and started_at < {UNTIL}
group by block, person, custody_spell_key;
"""


# Years, months and days as NOMIS writes a length; a term typed a month too long is put right within
# three days. Who dies on the day of the sentence has none in NOMIS.
BANDED = f"""
create temp table true_bands as
select block, person, date_trunc('second', admitted_at) as began,
    case when disposal <> 'life' then datesub('month', disposed_on,
        disposed_on + to_months((12 * (sentence_days // 365) + sentence_days % 365 // 30)::integer)
        + to_days((sentence_days % 365 % 30)::integer)
    ) end as months,
    disposal = 'life' as is_life
from spells anti join set_aside using (block, person)
where is_sentenced and admitted_at < {UNTIL} and disposed_on < {UNTIL} - interval 5 day
    and not (is_death and released_at::date <= disposed_on);

create temp table built_bands as
select block, person, date_trunc('second', reception_at) as began,
    sentence_months as months, not is_determinate as is_life
from prison.fct_receptions
join core.dim_sentence_bands using (sentence_band_key)
join people using (person_id)
anti join set_aside using (block, person)
where is_opening and sentence_band_id <> 'not applicable' and (block, person, began) not in (
    select (block, person, date_trunc('second', admitted_at)) from spells
    where admitted_at >= {UNTIL} or disposed_on >= {UNTIL} - interval 5 day
);
"""


class Custody:
    """Rows as they happened beside rows as they were built, of people not set aside."""

    def __init__(self, warehouse: Path, truth: Path) -> None:
        self.con = duckdb.connect(str(warehouse), read_only=True)
        for view, file in (
            ("links", "links"),
            ("faults", "faults"),
            ("spells", "custody_spells"),
            ("statuses", "custody_statuses"),
        ):
            self.con.execute(f"create temp view {view} as from '{truth / file}.parquet'")
        for text in (PEOPLE, STAYS, SENTENCED, BANDED):
            self.con.execute(text)

    def value(self, sql: str) -> int:
        """The one number that a query gives."""
        return self.con.execute(sql).fetchone()[0]

    def rows(self, what: str) -> int:
        """How many there are in truth."""
        return self.value(f"select count(*) from true_{what}")

    def differences(self, what: str) -> list[tuple]:
        """Rows of `stays`, `sentences` or `bands` that one side alone has, the truth's first."""
        return self.con.execute(
            f"select 'true', * from (from true_{what} except all from built_{what})"
            f" union all select 'built', * from (from built_{what} except all from true_{what})"
        ).fetchall()

    def heads(self) -> list[tuple]:
        """Days on which heads differ by more than the people who are set aside account for."""
        return self.con.execute(
            """
            with days as (
                select population_date, sum(heads) as heads from prison.fct_population_daily
                where population_date >= date '2025-10-05'
                group by population_date
            ),

            counted as (
                select population_date, any_value(heads) as heads,
                    count(*) as true_heads,
                    count(*) filter ((block, person) in (from set_aside)) as odd
                from days
                join spells on admitted_at::date <= population_date
                    and coalesce(released_at, timestamp '2999-01-01')::date > population_date
                group by population_date
            )

            select * from counted where abs(heads - true_heads) > odd
            """
        ).fetchall()
