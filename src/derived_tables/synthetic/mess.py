"""The mess that extracts carry: each kind and its share, in one place, and how it spoils a value.

Mess of rows is drawn for each row of each batch, column by column, so that a new column changes
nothing of the others. Mess of batches falls on stated days. Mess of the story (identifiers missing
or mistyped, people with two ethnicities, ...) is drawn in `story/` and `systems/`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from derived_tables.synthetic.tables import Source

if TYPE_CHECKING:
    from derived_tables.synthetic.options import Options

# Rows of 10,000 that it falls on; columns of that kind have it each.
ROWS = {
    "duplicate": 60,  # the row once more
    "contradiction": 20,  # the row once more, saying something else
    "null_key": 6,
    "decimal": 60,  # 22 as 22.0
    "day_first": 60,  # 2025-01-31 as 31/01/2025
    "padded": 60,  # a code with spaces after it
    "impossible_date": 6,  # 31 February, the years 1900 and 2999
    "unknown_code": 15,
}
HARSH = 5  # times as much, with --mess harsh
# Days are counted from 2025-01-01: (cycle, day of the cycle). 90 days see each of them.
DAYS = {
    "late": (30, 12),  # the batches of the day arrive after all others
    "missing": (90, 31),  # the rows of the day never arrive, of some tables
    "reordered": (30, 20),  # columns in another order
    "other_case": (30, 16),  # columns in capitals
    "iso_times": (30, 8),  # times as 2025-01-31T10:20:30.5Z
    "column_gone": (90, 63),  # a batch lacks a column, of some tables
    "new_column": (90, 70),  # a batch has one more, of some tables
    "delivered_twice": (30, 25),  # the same batch once more
    # of full extracts
    "stale": (91, 41),  # what the extract before said, under a new time
    "cut_short": (91, 55),  # two thirds of the rows are missing
}
COUNTED_FROM = date(2025, 1, 1)
MISSING = {"nomis.offender_external_movements", "delius.contact", "common_platform.ha_result_line"}
LOSES_A_COLUMN = {"nomis.offender_identifiers", "delius.order_manager", "oasys.oasys_set"}
GAINS_A_COLUMN = {"nomis.offender_sentences", "delius.key_date", "libra.libra_offence"}
NEW_COLUMN = "extract_region"
# Drawn in story/ and systems/, where `mess('kind')` asks for them.
STORY = (
    "missing_identifier",  # NOMS 10%, PNC 15%
    "mistyped_identifier",  # 1%
    "shared_identifier",  # 0.1%: another person's
    "birth_date_differs",  # 2% of persons of a system: day and month swapped, one digit wrong
    "second_ethnicity",  # 11% of persons have another one on an alias
    "before_receipt",  # 1.5% of cases have an event before receipt
    "orphan",  # a row is written before the one it refers to
    "recoded",  # an expired code is recoded
    "clock_change",  # local times in the hour that repeats or never was
    "unwritten_end",  # an end that nobody wrote up
)
KINDS = (*ROWS, *DAYS, *STORY)
IMPOSSIBLE = ("2025-02-31", "31/02/2025", "1900-01-01", "2999-12-31")
UNKNOWN = "ZZ9"


def on_day(kind: str, day: date) -> bool:
    """Whether a day carries this kind of mess."""
    cycle, turn = DAYS[kind]
    return (day - COUNTED_FROM).days % cycle == turn


def in_span(kind: str, first: date, last: date) -> bool:
    """Whether a span of days holds one that carries this kind of mess."""
    cycle, turn = DAYS[kind]
    ahead = (turn - (first - COUNTED_FROM).days) % cycle
    return ahead <= (last - first).days


@dataclass(frozen=True)
class Spoiling:
    """A kind of mess of one column (or of the row), and its bit in a row's mask."""

    bit: int
    kind: str
    column: str | None

    @property
    def mask(self) -> int:
        """The number that has its bit alone."""
        return 1 << self.bit


def spoilings(source: Source, kinds: Sequence[str]) -> list[Spoiling]:
    """What may befall a row of the table; of two that befall a value the first is what it gets."""
    table = source.table
    asked: list[tuple[str, str | None]] = [("duplicate", None), ("null_key", table.key[-1])]
    if table.contradicts:
        asked.append(("contradiction", table.contradicts))
    for kind, columns in (
        ("decimal", table.numbers),
        ("impossible_date", table.dates),
        ("day_first", table.dates),
        ("unknown_code", table.unknown),
        ("padded", table.codes),
    ):
        asked += [(kind, column) for column in columns]
    return [
        Spoiling(bit, kind, column) for bit, (kind, column) in enumerate(asked) if kind in kinds
    ]


def mask_sql(source: Source, found: Sequence[Spoiling], options: Options) -> str:
    """SQL for a row's mask: the bits of what befalls it.

    `_lot` is the row's draw of 32 bits; each kind of each column turns it by a line of its own.
    """
    terms = []
    for one in found:
        share = ROWS[one.kind] * options.times * 429_497  # of 2^32
        name = f"{options.seed}.{source.title}.{one.column}.{one.kind}"
        turn = int.from_bytes(hashlib.md5(name.encode(), usedforsecurity=False).digest()[:8])
        factor, shift = turn >> 34 | 1, turn & 0xFFFFFFFF
        test = f"((_lot * {factor} + {shift}) & 4294967295::ubigint) < {share}"
        if one.column and one.kind not in ("null_key", "contradiction"):
            test = f"{one.column} is not null and {test}"
        terms.append(f"case when {test} then {one.mask} else 0 end")
    return " + ".join(terms) or "0"


def spoilt_sql(source: Source, column: str, found: Sequence[Spoiling]) -> str:
    """SQL for a column as it is delivered. A contradicting copy (`_copy` 2) is altered before."""
    branches = []
    for one in found:
        if one.column != column:
            continue
        hit = f"_mask & {one.mask} <> 0"
        match one.kind:
            case "null_key":
                branches.append(f"when {hit} then null")
            case "decimal":
                branches.append(f"when {hit} then {column} || '.0'")
            case "impossible_date":
                wrong = ", ".join(f"'{text}'" for text in IMPOSSIBLE)
                branches.append(f"when {hit} then ([{wrong}])[(1 + (_lot >> 7) % 4)::integer]")
            case "unknown_code":
                branches.append(f"when {hit} then substr('{UNKNOWN}', 1, length({column}))")
            case "day_first":
                pieces = ("9, 2", "6, 2", "1, 4")
                parts = " || '/' || ".join(f"substr({column}, {one})" for one in pieces)
                branches.append(f"when {hit} then {parts}")
            case "padded":
                branches.append(f"when {hit} then {column} || '  '")
            case "contradiction":
                branches.append(f"when _copy = 2 then coalesce(substr({column}, 1, 5), 'X') || 'X'")
    if not branches:
        return column
    # impossible before day_first, and a contradicting copy is not spoilt too: it might say the same
    branches.sort(key=lambda branch: "_copy" not in branch)
    return f"case when _mask = 0 then {column} {' '.join(branches)} else {column} end"
