"""Reading what one extract lands, kind by kind, from an open source to scratch files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables import ledger
from derived_tables.contract import Contract
from derived_tables.errors import DeriveError
from derived_tables.extracting import checks
from derived_tables.extracting.gone import write_gone
from derived_tables.extracting.mark import high_water
from derived_tables.extracting.source import Source, SourceColumn
from derived_tables.extracting.stage import write_text
from derived_tables.landing import literal, quoted
from derived_tables.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Watch = Callable[[Path], AbstractContextManager[None]]


@dataclass
class Extracted:
    """What became of one batch; `status` is `landed`, `already`, `refused` or `dry run`."""

    kind: str
    status: str
    batch_id: str
    rows: int
    moment: datetime
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: DeriveError | None = None


@dataclass
class Waiting:
    """Rows of one kind, read and not yet landed."""

    result: Extracted
    file: Path
    columns: list[str]
    source_name: str
    # How far changes had come when they were read.
    mark: str | None = None


def select_text(columns: list[SourceColumn]) -> str:
    """SQL, of the database, for the columns as the text that lands."""
    return "select " + ", ".join(f"{c.text} as {quoted(c.landed)}" for c in columns)


def read_full(
    con: DuckDBPyConnection, contract: Contract, source: Source, scratch: Path, watch: Watch
) -> Waiting:
    """Read all rows of the table."""
    columns = checks.compare(contract, source, "full")
    file = scratch / "full.parquet"
    sql = f"{select_text(source.columns)} from {source.name}"
    with watch(file):
        rows = write_text(con, source.relation(sql), file)
    result = Extracted("full", "", "", rows, source.moment, columns.missing, columns.extra)
    names = [column.landed for column in source.columns]
    return Waiting(result, file, names, f"{source.database}.{source.name}")


def read_changes(
    con: DuckDBPyConnection,
    contract: Contract,
    source: Source,
    scratch: Path,
    watch: Watch,
    changes_by: str,
    overlap: timedelta,
    batches: dict[str, ledger.Batch],
) -> Waiting:
    """Read the rows that changed after the mark in the ledger, less the overlap.

    DeriveError for a table that has rows without a time.
    """
    columns = checks.compare(contract, source, "changes")
    by = checks.time_of_changes(contract, source, changes_by)
    source_name = f"{source.database}.{source.name} by {by.landed}"
    mark = high_water(batches.values(), contract.system, contract.table, source_name)
    result = Extracted("changes", "", "", 0, source.moment, columns.missing, columns.extra)
    _refuse_timeless(con, source, by)
    until = _moment_sql(by, source.moment)
    result.notes += _ahead(con, source, by, until)
    where = f"{quoted(by.name)} <= {until}"
    if mark is None:
        result.notes.append("no changes had landed by this column: all rows were read")
    else:
        begin = datetime.fromisoformat(mark) - overlap
        where += f" and {quoted(by.name)} > {_moment_sql(by, begin)}"
        result.notes.append(f"rows later than {begin:%Y-%m-%d %H:%M:%S} UTC were read")
    names = [column.landed for column in source.columns]
    select = select_text(source.columns)
    if contract.terms.op and contract.terms.op not in names:
        # Blank, an op says that the row is a state; a batch without the column would be held.
        select += f", cast(null as varchar) as {quoted(contract.terms.op)}"
        names.append(contract.terms.op)
    file = scratch / "changes.parquet"
    with watch(file):
        sql = f"{select} from {source.name} where {where}"
        result.rows = write_text(con, source.relation(sql), file)
    return Waiting(result, file, names, source_name, mark)


def _moment_sql(column: SourceColumn, moment: datetime) -> str:
    """A UTC moment that compares with a column's values, so that its index serves."""
    text = ledger.time_text(moment)
    if column.times == "timestamptz":
        return f"cast({literal(text + '+00')} as timestamp with time zone)"
    return f"cast({literal(text)} as timestamp)"


def _refuse_timeless(con: DuckDBPyConnection, source: Source, by: SourceColumn) -> None:
    name = quoted(by.name)
    sql = (
        f"select count(*) as n from {source.name} "  # noqa: S608
        f"where {name} is null or {name} < '0001-01-01'"
    )
    [(found,)] = con.execute(f"from {source.relation(sql)}").fetchall()
    if found:
        raise DeriveError(
            f"{found} rows have no time in column {by.name} (it is null, or before the year 1), so "
            "no extract by it would ever bring them. Nothing was landed.",
            place=source.name,
            remedy="Fill the column and make it not null; or use --full.",
        )


def _ahead(
    con: DuckDBPyConnection, source: Source, by: SourceColumn, until: str
) -> list[str]:
    """What to say of rows that are later than the snapshot, which wait until they are not."""
    name = quoted(by.name)
    sql = (
        f"select count(*) as n, max({name})::text as last from {source.name} "  # noqa: S608
        f"where {name} > {until}"
    )
    [(found, last)] = con.execute(f"from {source.relation(sql)}").fetchall()
    if not found:
        return []
    return [
        f"{found} rows were left: their {by.name} is later than the server's clock (up to {last}); "
        "they come once it is not"
    ]


def read_keys(
    con: DuckDBPyConnection, contract: Contract, source: Source, scratch: Path, watch: Watch
) -> Waiting:
    """Read the keys of all rows of the table, to be compared with those that have landed."""
    checks.compare(contract, source, "deletes")
    key = [column for column in source.columns if column.landed in contract.terms.key]
    file = scratch / "keys.parquet"
    with watch(file):
        write_text(con, source.relation(f"{select_text(key)} from {source.name}"), file)
    result = Extracted("deletes", "", "", 0, source.moment)
    names = [*contract.terms.key, str(contract.terms.time)]
    return Waiting(result, file, names, f"{source.database}.{source.name} keys")


def compare_keys(
    con: DuckDBPyConnection,
    root: Store,
    contract: Contract,
    one: Waiting,
    batches: dict[str, ledger.Batch],
    share: float,
) -> None:
    """Put the deletes in place of the keys that were read; too many of them are an error."""
    target = one.file.with_name("deletes.parquet")
    gone, known = write_gone(
        con, root, contract, batches.values(), one.file, one.result.moment, target
    )
    one.file, one.result.rows = target, gone
    one.result.notes.append(f"{gone} of {known} landed keys are gone")
    if gone > share * known:
        key = ", ".join(map(quoted, contract.terms.key))
        some = con.execute(
            f"select {key} from read_parquet(?) limit 3", [str(target)]  # noqa: S608
        ).fetchall()
        shown = "; ".join(", ".join(row) for row in some)
        one.result.error = DeriveError(
            f"{gone} of {known} landed keys are not in the table, more than the share {share:g} "
            f"that may be gone at once (such as {shown}). No delete was landed.",
            place=one.source_name.removesuffix(" keys"),
            remedy="Look whether the table is whole, and its keys are written as they were. If "
            "they are gone: --most-deletes 1.",
        )
