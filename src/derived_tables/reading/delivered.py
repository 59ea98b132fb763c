"""A delivered file on its way in, and what every format refuses alike."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from derived_tables.errors import DeriveError
from derived_tables.reading.archive import Source
from derived_tables.reading.names import column_name, unprintable

# What landing and the reading itself keep for themselves.
KEPT = ("_batch_id", "_row_number", "_extraction_timestamp", "_batch", "_part")
# Numbers in typed formats may have so many digits before the point, as decimal(38,0) has.
MOST_DIGITS = 38
# The most bytes of a row.
LONGEST_LINE = 1 << 24
# SQL for the number of the file that a row is of, from the name of its file in scratch.
NUMBER = "cast(parse_filename(_derive_file, true) as integer) as _n"


@dataclass
class Delivered:
    """A file as it is taken in: first its bytes, then its header, then its rows.

    `plain` is the unpacked file in scratch that DuckDB reads; `bytes` and `sha256` are of what was
    delivered, unpacked. `newlines` and `delimiters` count what a text file has of each.
    """

    number: int
    source: Source
    format: str = ""
    plain: Path | None = None
    bytes: int = 0
    sha256: str = ""
    newlines: int = 0
    delimiters: dict[str, int] = field(default_factory=dict)
    delimiter: str = ","
    sheet: str = ""
    header: tuple[str, ...] = ()
    # Parquet's own names and DuckDB's types, a column each; text formats have none.
    own_names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    # How many rows a Parquet file says that it has, and how many were read.
    told_rows: int = 0
    rows: int = 0
    error: DeriveError | None = None

    @property
    def name(self) -> str:
        """The file as it is told to people: its base name, within its archive if it has one."""
        return self.source.name


def checked_names(names: Sequence[str], place: str) -> tuple[str, ...]:
    """The names of a header as they land (`column_name`); DeriveError for one that cannot be."""
    names = [column_name(name) for name in names]
    for position, name in enumerate(names, 1):
        if not name:
            raise DeriveError(
                f"column {position} has no name in the header.",
                place=place,
                remedy="Name it, or take the column out.",
            )
        if unprintable(name):
            raise DeriveError(
                f"column {position} has a control character in its name: {name!r}.",
                place=place,
                remedy="Rename it.",
            )
        if name in names[: position - 1]:
            raise DeriveError(
                f"column {position} has the name of column {names.index(name) + 1}: {name}.",
                place=place,
                remedy="Rename one of them; case, spaces and punctuation make no difference.",
            )
        if name in KEPT:
            raise DeriveError(
                f"column {position} is named {name}, which landing keeps for itself.",
                place=place,
                remedy="Rename it.",
            )
    return tuple(names)


def write_even(file: Delivered, rows: Iterable[Sequence[str]]) -> None:
    """Write a file's header and rows as the CSV that DuckDB reads at once, and count its marks.

    It takes the place of `file.plain`. Rows are as wide as the header.
    """
    file.delimiter = ","
    target = file.plain.with_suffix(".even")
    newlines = delimiters = 0
    with open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(file.header)
        row = 0
        for row, fields in enumerate(rows, 1):
            try:
                writer.writerow(fields)
            except UnicodeEncodeError:
                _refuse_text(file, row, fields)
            joined = "".join(fields)
            if "\x00" in joined:
                _refuse_text(file, row, fields)
            if len(joined) > LONGEST_LINE // 8:
                _refuse_long(file, row, joined)
            newlines += joined.count("\n")
            delimiters += joined.count(",")
    file.plain.unlink()
    file.plain = file.plain.with_suffix(".csv")
    target.rename(file.plain)
    in_names = "".join(file.header)
    file.newlines = row + 1 + newlines + in_names.count("\n")
    between = (row + 1) * (len(file.header) - 1)
    file.delimiters = {",": between + delimiters + in_names.count(",")}


def _refuse_long(file: Delivered, row: int, joined: str) -> None:
    size = len(joined.encode()) + joined.count('"') + 3 * len(file.header)
    if size > LONGEST_LINE:
        raise DeriveError(
            f"row {row} has more than {LONGEST_LINE >> 20} MB.",
            place=file.name,
            remedy="A quote may be open, so that the rest of the file is in one value.",
        )


def _refuse_text(file: Delivered, row: int, fields: Sequence[str]) -> None:
    """Name the value that is no text: it has a NUL, or half of a surrogate pair."""
    for name, value in zip(file.header, fields, strict=True):
        nul = "\x00" in value
        if nul or any("\ud800" <= c <= "\udfff" for c in value):
            raise DeriveError(
                f"row {row}, column {name} has a "
                + ("NUL character." if nul else "character that is half of a pair."),
                place=file.name,
                remedy="Take it out at the source: no text holds it.",
            ) from None
