"""A file of DuckDB's: a table of it in one snapshot.

Whoever reads a file of DuckDB's keeps its writers out, so a snapshot of it is the file as it is.
There is no server whose clock could be read: the moment is this machine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from derived_tables import ledger
from derived_tables.errors import DeriveError
from derived_tables.extracting.dsn import Dsn
from derived_tables.extracting.source import ATTACHED, SourceColumn
from derived_tables.landing import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NESTED = re.compile(r"\]$|^(struct|map|union|json)\b", re.I)
PLAIN = {
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "UTINYINT": "integer",
    "USMALLINT": "integer",
    "UINTEGER": "bigint",
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
}


@dataclass
class File:
    """A table of a DuckDB file."""

    name: str
    database: str
    moment: datetime
    columns: list[SourceColumn]

    def relation(self, sql: str) -> str:
        """The query itself: it is DuckDB that answers it."""
        return f"({sql})"


@contextmanager
def opened(con: DuckDBPyConnection, dsn: Dsn, table: str) -> Iterator[File]:
    """A table of the file in one snapshot; what DuckDB refuses is said as DeriveError."""
    import duckdb

    assert dsn.path is not None
    if not dsn.path.is_file():
        raise DeriveError("there is no such file.", place=str(dsn.path))
    try:
        con.execute(f"attach {literal(str(dsn.path))} as {ATTACHED} (type duckdb, read_only)")
        try:
            con.execute("begin")
            yield _find(con, dsn, table)
        finally:
            for ending in ("rollback", f"detach {ATTACHED}"):
                with suppress(duckdb.Error):
                    con.execute(ending)
        return
    except duckdb.Error as error:
        said = " ".join(str(error).split())[:300]
    raise DeriveError(
        f"it cannot be read: {said}", place=str(dsn.path), remedy="Nothing was landed."
    )


def _find(con: DuckDBPyConnection, dsn: Dsn, table: str) -> File:
    parts = [
        part[1:-1].replace('""', '"') if part.startswith('"') else part
        for part in re.findall(r'"(?:[^"]|"")+"|[^."]+', table)
    ]
    schema, name = (["main", *parts])[-2:]
    found = con.execute(
        "select column_name, data_type, is_nullable = 'YES' from information_schema.columns "
        "where table_catalog = $1 and lower(table_schema) = lower($2) "
        "and lower(table_name) = lower($3) order by ordinal_position",
        [ATTACHED, schema, name],
    ).fetchall()
    if not found:
        raise DeriveError(
            "there is no such table.",
            place=f"{dsn}, table {table}",
            remedy="Give it as --source SCHEMA.TABLE.",
        )
    keys = con.execute(
        "select constraint_column_names from duckdb_constraints() where database_name = $1 "
        "and lower(schema_name) = lower($2) and lower(table_name) = lower($3) "
        "and constraint_type = 'PRIMARY KEY'",
        [ATTACHED, schema, name],
    ).fetchone()
    key = list(keys[0]) if keys else []
    columns = [
        _column(column, type_, nullable, key.index(column) + 1 if column in key else None)
        for column, type_, nullable in found
    ]
    full = f"{ATTACHED}.{quoted(schema)}.{quoted(name)}"
    return File(full, dsn.path.stem if dsn.path else "", ledger.utc_now(), columns)


def _column(name: str, type_: str, nullable: bool, place: int | None) -> SourceColumn:
    value = quoted(name)
    upper = type_.upper()
    times = "date" if upper == "DATE" else "timestamp" if upper.startswith("TIMESTAMP") else None
    if upper == "TIMESTAMP WITH TIME ZONE":
        text, times = f"cast(make_timestamp(epoch_us({value})) as varchar)", "timestamptz"
    elif times == "timestamp":
        text = f"cast(cast({value} as timestamp) as varchar)"
    elif upper == "BLOB":
        text = f"lower(hex({value}))"
    elif NESTED.search(type_):
        text = f"cast(to_json({value}) as varchar)"
    else:
        text = f"cast({value} as varchar)"
    return SourceColumn(
        name=name,
        type=type_.lower(),
        declared=declared_type(upper),
        text=text,
        nullable=nullable,
        primary_key=place,
        times=times,
        is_float=upper in ("FLOAT", "DOUBLE"),
    )


def declared_type(type_: str) -> str:
    """The contract's type for DuckDB's; varchar where only text keeps every value."""
    if type_.startswith("TIMESTAMP"):
        return "timestamp(6)"
    sizes = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", type_)
    if sizes:
        whole = int(sizes[2]) == 0 and int(sizes[1]) <= 18
        return "bigint" if whole else f"decimal({sizes[1]},{sizes[2]})"
    return PLAIN.get(type_, "varchar")
