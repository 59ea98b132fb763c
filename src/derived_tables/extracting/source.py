"""A table of a database, open in one snapshot, whatever the database is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from derived_tables.errors import DeriveError
from derived_tables.extracting.dsn import Dsn
from derived_tables.reading.names import column_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The name under which a database is attached.
ATTACHED = "_derive_source"
# Names that landing keeps for itself; the last is how DuckDB numbers the rows of a file.
KEPT = ("_batch_id", "_row_number", "_extraction_timestamp", "_batch", "_part", "file_row_number")


@dataclass(frozen=True)
class SourceColumn:
    """A column of the source table.

    `name` is as the database has it; `landed` is lower-cased. `type` is the database's own, with
    length and precision; `declared` is the contract's. `text` is SQL, of the database, for the text
    that lands. `times` is the type that its values compare as, where they are times.
    """

    name: str
    type: str
    declared: str
    text: str
    nullable: bool
    primary_key: int | None
    times: str | None = None
    is_float: bool = False

    @property
    def landed(self) -> str:
        """The column's name in landing."""
        return column_name(self.name)

    @property
    def clock(self) -> str | None:
        """`utc` for moments, `none` for dates; None where the database does not say."""
        return {"timestamptz": "utc", "date": "none"}.get(self.times or "")


class Source(Protocol):
    """A source table in one snapshot, which lasts as long as the source is open."""

    # The table's full name, quoted where it must be, for SQL of the database and for people.
    name: str
    # The name of the database.
    database: str
    # The moment of the snapshot by the database's clock; UTC without zone.
    moment: datetime
    columns: list[SourceColumn]

    def relation(self, sql: str) -> str:
        """SQL of DuckDB for the rows of a query of the database."""


@contextmanager
def open_source(con: DuckDBPyConnection, dsn: Dsn, table: str) -> Iterator[Source]:
    """Open `table` (`schema.table`, or a name in the search path) in one read-only snapshot.

    DeriveError, with no secret in it, where the database or the table cannot be read.
    """
    if dsn.path:
        from derived_tables.extracting.duckdb_file import opened
    else:
        from derived_tables.extracting.postgres import opened
    with opened(con, dsn, table) as source:
        _check_names(source)
        yield source


def _check_names(source: Source) -> None:
    seen: dict[str, str] = {}
    for column in source.columns:
        if column.landed in seen:
            raise DeriveError(
                f"columns {seen[column.landed]} and {column.name} differ by case, spaces or "
                f"punctuation alone, and both would land as {column.landed}.",
                place=source.name,
                remedy="Extract a view that names them apart.",
            )
        if not column.landed:
            raise DeriveError(
                f"the name of column {column.name!r} has no letter or digit of ASCII.",
                place=source.name,
                remedy="Extract a view that names it otherwise.",
            )
        if column.landed in KEPT:
            raise DeriveError(
                f"column {column.name} has a name that landing keeps for itself.",
                place=source.name,
                remedy="Extract a view that names it otherwise.",
            )
        if not column.name.isprintable():
            raise DeriveError(
                f"the name of column {column.name!r} has a character that does not print.",
                place=source.name,
                remedy="Extract a view that names it otherwise.",
            )
        seen[column.landed] = column.name
    if not source.columns:
        raise DeriveError("the table has no columns.", place=source.name)
