"""Facts as they happened beside facts as they were built, and what explains a difference.

A difference is explained by one thing alone: a fault, named in the truth, on a row of a source that
feeds that very fact: of the same case, where the fact is of one, or else of the same person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

FIRST_DAY = re.compile(r"_from(\d{8})_")
# Kinds of mess that take something from a row; a number written as 22.0 or a copy do not.
HARMFUL = ("null_key", "impossible_date", "unknown_code", "contradiction")
TRUTH = (
    "batches", "cases", "custody_spells", "custody_statuses", "faults", "links", "missing", "orders",
    "recalls", "requirements", "stays",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A fact: the same columns from the truth and from the warehouse, after block and case_no.

    Both are null where the warehouse cannot say whose case it is, or the fact is of no one case; what
    tells the person is `person_id`, the first of the columns.
    """

    name: str
    true: str
    built: str
    # By table, `system.table`: what an item of it is divided by to give the case.
    feeds: Mapping[str, int]
    # SQL: cases by the rows of code lists that they are read by: source_table, item, block, case_no.
    codes: str = "select '' as source_table, 0 as item, 0 as block, 0 as case_no limit 0"
    # SQL: cases that a system tells otherwise than they happened, of its own accord, and why.
    told_otherwise: str = "select 0 as block, 0 as case_no, '' as kind limit 0"
    # SQL: cases of which a system may not have said all yet, or still says what it puts right later.
    unsettled: str = "select 0 as block, 0 as case_no limit 0"


@dataclass(frozen=True)
class Outcome:
    """What came of a comparison."""

    fact: str
    rows: int
    differing: int
    unexplained: Sequence[tuple]
    # Differing rows that a fault explains, by its kind; a row may have several.
    explained: Mapping[str, int]
    # The share of the rows that have a fault among what feeds them.
    faulty: float

    @property
    def share(self) -> float:
        """The share of the rows that differ: one that differs is on both sides, or on one."""
        return self.differing / 2 / self.rows

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {rows}" for kind, rows in sorted(self.explained.items()))
        return (
            f"{self.fact:24}{self.rows:>9,} rows{self.differing:>6} differ"
            f"{len(self.unexplained):>4} unexplained; a fault in {self.faulty:.2%} of the rows"
            + (f" ({kinds})" if kinds else "")
        )


class Truth:
    """A built world beside its truth."""

    def __init__(self, warehouse: Path, truth: Path) -> None:
        self.con = duckdb.connect(str(warehouse), read_only=True)
        for name in TRUTH:
            self.con.execute(f"create temp view true_{name} as from '{truth / name}.parquet'")
        # "... from 20251003 ... to 2025-12-31": the first day, and the one after the last
        world = (truth / "world.txt").read_text().strip()
        self.since = datetime.strptime(FIRST_DAY.search(world)[1], "%Y%m%d")
        self.until = datetime.fromisoformat(world.rpartition(" ")[2]) + timedelta(days=1)
        self.con.execute(
            """
            create temp table people as
            select block, person, person_id, system
            from true_links
            join intermediate.int_person_records_identified on person_identifier = case system
                when 'delius' then 'delius offender ' || identifier
                when 'nomis' then 'nomis root ' || identifier
            end
            where column_name = 'offender_id';

            create temp table persons as
            select block, person, system, min(person_id) as person_id
            from people group by block, person, system;
            """
        )
        self.con.execute(
            "create temp table named as "
            "select system || '.' || table_name as source_table, block, item, kind from true_faults "
            f"where kind in {HARMFUL} union all "
            "select system || '.' || table_name, block, item, 'missing day' from true_missing"
        )

    def compare(self, fact: Fact) -> Outcome:
        """Hold a fact against the truth."""
        feeds = ", ".join(f"('{table}', {items})" for table, items in fact.feeds.items())
        for name, sql in (("told", fact.true), ("made", fact.built), ("unsettled", fact.unsettled)):
            values = {"until": self.until} if "$until" in sql else None
            self.con.execute(f"create or replace temp table {name} as {sql}", values)
        run = self.con.execute
        run(
            f"""
            create or replace temp table hit as
            select block, item // items as case_no, kind
            from named join (values {feeds}) as feeds (source_table, items) using (source_table)
            union
            select codes.block, codes.case_no, named.kind
            from ({fact.codes}) as codes join named using (source_table, item)
            union
            from ({fact.told_otherwise});

            create or replace temp table different as
            with sides as (
                select 'true' as side, * from (from told except all from made)
                union all
                select 'built', * from (from made except all from told)
            )

            from sides anti join unsettled using (block, case_no);

            -- whose each case is: where a difference is of no one case, all of the person's count
            create or replace temp table hit_people as
            select distinct people.person_id, hit.kind
            from hit
            join true_cases using (block, case_no)
            join people using (block, person);

            create or replace temp table judged as
            select different.*, coalesce(of_case.kind, of_person.kind) as fault
            from different
            left join hit as of_case
                on different.block = of_case.block and different.case_no = of_case.case_no
            left join hit_people as of_person
                on different.case_no is null and different.person_id = of_person.person_id;
            """
        )
        unexplained = run(
            "select * exclude (fault) from judged where fault is null order by all limit 200"
        ).fetchall()
        explained = run(
            "select fault, count(*) from judged where fault is not null group by fault"
        ).fetchall()
        rows, differing = run(
            "select (select count(*) from told), (select count(*) from different)"
        ).fetchone()
        share = run(
            """
            select count(*) filter (
                (block, case_no) in (select (block, case_no) from hit)
                or case_no is null and person_id in (select person_id from hit_people)
            ) / count(*)
            from told
            """
        ).fetchone()[0]
        return Outcome(fact.name, rows, differing, unexplained, dict(explained), share)
