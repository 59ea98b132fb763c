"""The whole sample as one table: every row of every file, text trimmed, blank as null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables import reading
from derived_tables.errors import DeriveError
from derived_tables.landing import quoted
from derived_tables.registering.casts import Casts
from derived_tables.registering.names import why_not
from derived_tables.upload import time_from_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Tried in this order on the names of files.
PATTERNS = (
    "%Y%m%d_%H%M%S", "%Y%m%dT%H%M%S", "%Y%m%d%H%M%S", "%Y-%m-%d", "%Y_%m_%d", "%Y%m%d",
    "%d-%m-%Y", "%d%m%Y", "%Y-%m", "%Y_%m", "%Y%m", "%Y",
)  # fmt: skip


@dataclass(frozen=True)
class SampleFile:
    """One file of the sample; `at` is the time in its name, if any."""

    name: str
    rows: int
    columns: tuple[str, ...]
    at: datetime | None = None


@dataclass
class Sample:
    """Table `sample` in DuckDB: `_file` (place in `files`), `_row_number`, and the columns.

    A column is text without outer blanks, null where that is empty. `left_out` says why a column
    is in none; `padded` counts values that had outer blanks. `pattern` found the times in names.
    """

    con: DuckDBPyConnection
    casts: Casts
    files: list[SampleFile] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    padded: dict[str, int] = field(default_factory=dict)
    pattern: str | None = None

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(file.rows for file in self.files)

    def absent_from(self, column: str) -> list[str]:
        """Names of files that lack a column."""
        return [file.name for file in self.files if column not in file.columns]

    def values(self, column: str) -> str:
        """The name of a table of a column's distinct values: `v__text` and `n`, its rows."""
        table = f"values_{self.columns.index(column)}"
        self.con.execute(
            f"create temp table if not exists {table} as "  # noqa: S608
            f"select {quoted(column)} as v__text, count(*) as n from sample "
            f"where {quoted(column)} is not null group by all"
        )
        return table

    def one(self, sql: str) -> tuple:
        """The first row that a query gives."""
        return self.con.execute(sql).fetchone()

    def all(self, sql: str) -> list[tuple]:
        """All rows that a query gives."""
        return self.con.execute(sql).fetchall()

    def add(self, table: str, name: str, columns: Sequence[str], at: datetime | None) -> None:
        """Add a table of text and `_row_number` to the sample, as one file of it."""
        for column in columns:
            if column not in self.columns and column not in self.left_out:
                problem = why_not(column)
                if problem:
                    self.left_out[column] = problem
                else:
                    self.columns.append(column)
                    self.con.execute(f"alter table sample add column {quoted(column)} varchar")
        kept = [column for column in columns if column in self.columns]
        if not kept:
            raise DeriveError("has no column that a contract can have.", place=name)
        trimmed = {
            column: f"nullif({self.casts.trimmed(f'cast({quoted(column)} as varchar)')}, '')"
            for column in kept
        }
        counts = ", ".join(
            f"count(*) filter (where length(cast({quoted(column)} as varchar)) "
            f"> length({self.casts.trimmed(f'cast({quoted(column)} as varchar)')}))"
            for column in kept
        )
        rows, *padded = self.one(f"select count(*), {counts} from {quoted(table)}")  # noqa: S608
        for column, count in zip(kept, padded, strict=True):
            self.padded[column] = self.padded.get(column, 0) + count
        number = len(self.files)
        values = ", ".join(f"{sql} as {quoted(column)}" for column, sql in trimmed.items())
        self.con.execute(
            f"insert into sample by name select {number} as _file, _row_number, {values} "  # noqa: S608
            f"from {quoted(table)}"
        )
        self.con.execute(f"drop table {quoted(table)}")
        self.files.append(SampleFile(name, rows, tuple(columns), at))


def empty(con: DuckDBPyConnection, casts: Casts) -> Sample:
    """A sample of nothing yet."""
    con.execute("create temp table sample (_file integer, _row_number bigint)")
    return Sample(con, casts)


def read_files(
    con: DuckDBPyConnection,
    casts: Casts,
    paths: Sequence[Path],
    *,
    scratch: Path,
    pattern: str | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Sample:
    """Read all files, in the order of the times in their names, else as given.

    DeriveError for a file that cannot be read, or two of one name.
    """
    made = empty(con, casts)
    names = [path.name for path in paths]
    if pattern:
        times: list[datetime | None] = [time_from_name(pattern, name) for name in names]
    else:
        pattern, times = _find_times(names)
    made.pattern = pattern
    ordered = sorted(zip(paths, times, strict=True), key=lambda one: (one[1] or datetime.min))
    for path, at in ordered:
        columns = reading.into_table(
            con, path, "_register_file",
            scratch=scratch, encoding=encoding, delimiter=delimiter, sheet=sheet,
        )  # fmt: skip
        made.add("_register_file", path.name, columns, at)
    if not made.rows:
        raise DeriveError("no file has a row: nothing can be told of types or keys.")
    return made


def _find_times(names: Sequence[str]) -> tuple[str | None, list[datetime | None]]:
    """The first pattern that finds one plausible time in every name, and the times."""
    for pattern in PATTERNS:
        try:
            times = [time_from_name(pattern, name) for name in names]
        except DeriveError:
            continue
        if all(1950 <= time.year <= 2100 for time in times):
            return pattern, list(times)
    return None, [None] * len(names)
