"""The published figures for England and Wales, each beside what the story has at its own date.

Sources: Criminal court statistics quarterly, Offender management statistics quarterly and Criminal
justice statistics quarterly (Ministry of Justice, Open Government Licence v3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from typing import Literal

import duckdb

from derived_tables.synthetic import world
from derived_tables.synthetic.options import BLOCKS, Options

# The earliest date that a figure is of, and the last.
FIRST, LAST = date(2024, 7, 1), date(2025, 12, 31)
OPEN = (
    "is_crown and crown_received_on <= '2025-12-31' "
    "and coalesce(crown_disposed_on, '2999-01-01') > '2025-12-31'"
)
HELD = "admitted_at <= '2025-09-30 12:00:00' and released_at > '2025-09-30 12:00:00'"
STATUS = "from_at <= '2025-09-30 12:00:00' and to_at > '2025-09-30 12:00:00'"
YEAR = "between '2025-01-01' and '2025-12-31'"
SUMMER = "between '2025-07-01' and '2025-10-01'"
IN_MAGISTRATES = f"not is_crown and verdict = 'convicted' and disposed_on {YEAR}"
IN_CROWN = f"is_crown and route <> 'appeal' and verdict = 'convicted' and disposed_on {YEAR}"
RECEIVED = f"kind <> 'recall' and not is_woman and is_sentenced and admitted_at {SUMMER}"
# 4,404 of 80,203 open cases have no valid age; ages are of the others, so they are raised to all.
AGED = 80_203 / 75_799


@dataclass(frozen=True)
class Figure:
    """A published figure. `sql` gives what was made: a count, or a measure and its sample.

    A count is made at the scale and compared at it; a share is in per cent, of `sample` rows; a
    mean or median has its sampling error worked out from the spread of the rows.
    """

    name: str
    on: str
    published: float
    kind: Literal["count", "share", "measure"]
    sql: str


@dataclass(frozen=True)
class Compared:
    """A figure beside what was made, and the furthest it may be off."""

    figure: Figure
    expected: float
    made: float
    tolerance: float

    @property
    def is_near(self) -> bool:
        """Whether it is within the tolerance."""
        return abs(self.made - self.expected) <= self.tolerance


def _count(name: str, on: str, published: float, table: str, where: str) -> Figure:
    return Figure(name, on, published, "count", f"select count(*), 0, 0 from {table} where {where}")


def _share(name: str, on: str, published: float, table: str, of: str, which: str) -> Figure:
    sql = f"select 100.0 * avg(({which})::integer), count(*), 0 from {table} where {of}"
    return Figure(name, on, published, "share", sql)


def _measure(name: str, on: str, published: float, measure: str, sql: str) -> Figure:
    """A mean or median of `days` in a query."""
    wanted = f"select {measure}(days), count(*), stddev_samp(days) from ({sql})"
    return Figure(name, on, published, "measure", wanted)


AGES = [
    (0, 28, 7_323), (28, 56, 7_395), (56, 84, 5_946), (84, 112, 5_279), (112, 140, 4_662),
    (140, 182, 6_299), (182, 365, 17_893), (365, 730, 14_839), (730, 100_000, 6_163),
]  # fmt: skip
REGIONS = {
    "London": 18_260, "South East": 15_176, "Midlands": 13_582, "North East": 10_459,
    "North West": 9_406, "South West": 6_030, "Wales": 2_787,
}  # fmt: skip
DISPOSALS = {
    "fine": 85.3, "community": 6.1, "custody": 2.7, "discharge": 2.3, "suspended": 2.2,
    "other": 1.5,
}  # fmt: skip
LENGTHS = {
    "under 6 months": ("sentence_days < 182", 35),
    "6 to 12 months": ("sentence_days between 182 and 364", 10),
    "1 to 2 years": ("sentence_days between 365 and 729", 14),
    "2 to 4 years": ("sentence_days between 730 and 1459", 21),
    "over 4 years": ("sentence_days >= 1460 and disposal = 'custody'", 15),
}

FIGURES = [
    _count("Crown Court receipts", "Q4 2025", 29_482, "cases",
           "crown_received_on between '2025-10-01' and '2025-12-31'"),
    _count("Crown Court disposals", "Q4 2025", 28_812, "cases",
           "crown_disposed_on between '2025-10-01' and '2025-12-31'"),
    _count("Crown Court open cases", "2025-12-31", 80_203, "cases", OPEN),
    *[
        _count(f"  open {low} to {high} days" if high < 10_000 else f"  open {low} days or more",
               "2025-12-31", published * AGED, "cases",
               f"{OPEN} and date '2025-12-31' - crown_received_on >= {low} "
               f"and date '2025-12-31' - crown_received_on < {high}")
        for low, high, published in AGES
    ],
    *[
        _count(f"  open in {region}", "2025-12-31", published, "cases",
               f"{OPEN} and region = '{region}'")
        for region, published in REGIONS.items()
    ],
    _measure("Crown Court, median days from offence to completion", "2025", 346, "median",
             "select crown_disposed_on - offence_on as days from cases "
             f"where route <> 'appeal' and crown_disposed_on {YEAR}"),
    _measure("Crown Court, mean days from offence to completion", "2025", 707, "avg",
             "select crown_disposed_on - offence_on as days from cases "
             f"where route <> 'appeal' and crown_disposed_on {YEAR}"),
    _measure("Crown Court hearings a case", "2025", 4.05, "avg",
             "select count(*) as days from hearings inner join cases using (block, case_no) "
             f"where tier = 'crown' and crown_disposed_on {YEAR} group by block, case_no"),
    _share("Crown Court trials ineffective, %", "2025", 26, "hearings",
           "tier = 'crown' and trial_outcome is not null", "trial_outcome = 'ineffective'"),
    _share("magistrates' trials ineffective, %", "2025", 22, "hearings",
           "tier = 'magistrates' and trial_outcome is not null", "trial_outcome = 'ineffective'"),
    _count("magistrates' receipts", "Q3 2024", 349_395, "cases",
           "received_on between '2024-07-01' and '2024-09-30'"),
    _count("magistrates' disposals", "Q3 2024", 321_072, "cases",
           "magistrates_ended_on between '2024-07-01' and '2024-09-30'"),
    _count("magistrates' open cases", "2025-03-31", 310_304, "cases",
           "received_on <= '2025-03-31' and magistrates_ended_on > '2025-03-31'"),
    _measure("magistrates' courts, median days from offence to completion", "2025", 184, "median",
             "select magistrates_ended_on - offence_on as days from cases "
             f"where not is_crown and magistrates_ended_on {YEAR}"),
    _count("proceeded against", "a year", 1_282_696, "cases", f"magistrates_ended_on {YEAR}"),
    _count("convicted", "a year", 1_081_210, "cases",
           f"verdict = 'convicted' and route <> 'appeal' and disposed_on {YEAR}"),
    _count("committed for trial", "a year", 70_028, "cases",
           f"route = 'trial' and magistrates_ended_on {YEAR}"),
    _count("committed for sentence", "a year", 28_522, "cases",
           f"route = 'sentence' and magistrates_ended_on {YEAR}"),
    *[
        _share(f"  magistrates' sentences: {disposal}, %", "a year", published, "cases",
               IN_MAGISTRATES, f"disposal = '{disposal}'")
        for disposal, published in DISPOSALS.items()
    ],
    _count("Crown Court sentences", "a year", 78_068, "cases", IN_CROWN),
    _share("  Crown Court sentences: custody, %", "a year", 56.5, "cases", IN_CROWN,
           "disposal in ('custody', 'life')"),
    _share("  Crown Court sentences: suspended, %", "a year", 26.9, "cases", IN_CROWN,
           "disposal = 'suspended'"),
    _share("  Crown Court sentences: community, %", "a year", 10.2, "cases", IN_CROWN,
           "disposal = 'community'"),
    _measure("mean custodial sentence, months", "a year", 19.9, "avg",
             "select sentence_days / 30.4375 as days from cases "
             f"where disposal = 'custody' and disposed_on {YEAR}"),
    _count("prisoners", "2025-09-30", 87_465, "custody_spells", HELD),
    _share("  on remand, %", "2025-09-30", 20, "custody_statuses", STATUS,
           "status in ('remand', 'convicted')"),
    _share("  sentenced, %", "2025-09-30", 79, "custody_statuses", STATUS,
           "status in ('sentenced', 'recall')"),
    _share("  men, %", "2025-09-30", 96, "custody_spells", HELD, "not is_woman"),
    *[
        _share(f"  sentenced, {group}, %", "2025-09-30", published,
               "custody_statuses inner join people using (block, person)",
               f"status in ('sentenced', 'recall') and {STATUS}", f"ethnic_group = '{group}'")
        for group, published in {"white": 74, "black": 12, "asian": 8}.items()
    ],
    _count("first receptions", "Q3 2025", 18_912, "custody_spells",
           f"kind <> 'recall' and admitted_at {SUMMER}"),
    _count("releases at the end of a sentence term", "Q3 2025", 14_946, "custody_spells",
           "release_kind in ('automatic', 'curfew', 'life licence', 'removed') "
           f"and released_at {SUMMER}"),
    _count("recalls", "Q3 2025", 11_041, "custody_spells",
           f"kind = 'recall' and admitted_at {SUMMER}"),
    *[
        _share(f"  receptions of men, {name}, %", "Q3 2025", published, "custody_spells",
               RECEIVED, which)
        for name, (which, published) in LENGTHS.items()
    ],
    _count("supervised by probation", "2025-06-30", 244_209,
           "(select distinct block, person from supervisions "
           "where starts_on <= '2025-06-30' and ended_on > '2025-06-30')", "true"),
]  # fmt: skip


def compare(asked: Options) -> list[Compared]:
    """Tell the story at the asked scale and compare every figure."""
    asked = replace(asked, first=FIRST, to=LAST, systems=())
    with duckdb.connect() as con:
        world.prepare(con, asked)
        # in one piece: the story alone is small
        world.tell(con, 0, asked.blocks)
        return [_compare(con, figure, asked.blocks / BLOCKS) for figure in FIGURES]


def _compare(con: duckdb.DuckDBPyConnection, figure: Figure, scale: float) -> Compared:
    found = con.execute(figure.sql).fetchone()
    made, sample, spread = (float(value or 0) for value in found or (0, 0, 0))
    if figure.kind == "count":
        expected = figure.published * scale
        return Compared(figure, expected, made, max(0.1 * expected, 3 * sqrt(expected)))
    expected = figure.published
    if figure.kind == "share":
        error = 100 * sqrt(expected / 100 * (1 - expected / 100) / max(sample, 1))
    else:
        error = spread / sqrt(max(sample, 1))
    return Compared(figure, expected, made, max(0.1 * expected, 3 * error))


def table(asked: Options) -> str:
    """The figures as text, and those that are further off than their tolerance."""
    compared = compare(asked)
    lines = [f"{'':<57}{'at':>12}{'published':>12}{'here':>12}{'off':>8}"]
    for one in compared:
        off = f"{(one.made / one.expected - 1) * 100:+.1f}%" if one.expected else ""
        mark = "" if one.is_near else "  beyond its tolerance"
        expected, made = (
            (f"{one.expected:,.0f}", f"{one.made:,.0f}")
            if one.figure.kind == "count"
            else (f"{one.expected:.1f}", f"{one.made:.1f}")
        )
        lines.append(
            f"{one.figure.name:<57}{one.figure.on:>12}{expected:>12}{made:>12}{off:>8}{mark}"
        )
    far = sum(not one.is_near for one in compared)
    lines.append(
        f"{len(compared) - far} of {len(compared)} figures are near, at {asked.blocks} blocks "
        f"(scale {asked.blocks / BLOCKS:g}): counts within 10% or 3 standard errors, shares and "
        "measures within 10% or 3 sampling errors."
    )
    return "\n".join(lines)
