"""Parquet: read with its types; landed as the text of each value, by one rule a type.

A part holds batches of any format, and curate reads text, so values land as `land_batches` lands
them. Types that a contract cannot have are refused: nested ones, bytes, intervals, decimals of more
than 38 digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from derived_tables.errors import DeriveError
from derived_tables.landing import literal, quoted
from derived_tables.reading.delivered import MOST_DIGITS, NUMBER, Delivered, checked_names

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FLOATS = ("FLOAT", "DOUBLE")
TIMES = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS",
         "TIMESTAMP WITH TIME ZONE")  # fmt: skip
OTHER = ("VARCHAR", "BOOLEAN", "UUID", "TIME", "TIME WITH TIME ZONE", "JSON")


def open_up(con: DuckDBPyConnection, file: Delivered) -> None:
    """Read names and types; DeriveError for a damaged file, or a type that no contract has."""
    import duckdb

    path = literal(str(file.plain))
    try:
        columns = con.execute(f"describe from read_parquet({path})").fetchall()
        schema = con.execute(
            "select name, num_children, logical_type, converted_type, precision "  # noqa: S608
            f"from parquet_schema({path})"
        ).fetchall()
        file.told_rows = con.execute(
            f"select num_rows from parquet_file_metadata({path})"  # noqa: S608
        ).fetchone()[0]
    except duckdb.Error as error:
        raise damaged(file, error) from None
    top = _top(schema)
    file.header = checked_names([row[0] for row in top], file.name)
    file.own_names = tuple(row[0] for row in columns)
    file.types = tuple(row[1] for row in columns)
    if len(top) != len(columns):
        raise damaged(file, "its schema and its columns differ")
    refuse_decimals(file.name, file.header, top)
    for name, kind in zip(file.header, file.types, strict=True):
        if not (kind in (*WHOLE, *FLOATS, *TIMES, *OTHER) or kind.startswith("DECIMAL(")):
            raise DeriveError(
                f"column {name} is {kind}, which no contract has.",
                place=file.name,
                remedy="Ask for it as columns of text, numbers, dates, times or booleans; "
                "what is nested, as a file of its own.",
            )


def refuse_decimals(place: str, names: Sequence[str], top: Sequence[tuple]) -> None:
    """Refuse a decimal of more digits than there can be, which DuckDB reads as a float.

    `top` has a column's own name, children, logical type, converted type and precision.
    """
    for name, (_, _, logical, converted, precision) in zip(names, top, strict=True):
        if "decimal" in f"{logical}{converted}".lower() and (precision or 0) > MOST_DIGITS:
            raise DeriveError(
                f"column {name} is a decimal of {precision} digits; the most is {MOST_DIGITS}.",
                place=place,
                remedy=f"Ask for it with {MOST_DIGITS} digits, or as text.",
            )


def _top(schema: Sequence[tuple]) -> list[tuple]:
    """The elements of a schema that are columns, of the list of all in depth-first order."""
    found, at = [], 1
    for _ in range(schema[0][1] or 0):
        if at >= len(schema):
            break
        found.append(schema[at])
        open_children = schema[at][1] or 0
        at += 1
        while open_children and at < len(schema):
            open_children += (schema[at][1] or 0) - 1
            at += 1
    return found


def damaged(file: Delivered, error: object) -> DeriveError:
    """What is said of a file that DuckDB cannot read."""
    said = re.sub(r'[^"\' ]*/', "", str(error).split("\n")[0])[:200].rstrip(".")
    return DeriveError(
        f"the Parquet data is damaged ({said}).", place=file.name, remedy="Fetch the file again."
    )


def read_sql(files: Sequence[Delivered]) -> str:
    """SQL that reads files of one schema; columns are named c0, c1 and so on."""
    paths = ", ".join(literal(str(file.plain)) for file in files)
    named = ", ".join(f"{quoted(name)} as c{n}" for n, name in enumerate(files[0].own_names))
    return f"select {named}, {NUMBER} from read_parquet([{paths}], filename = '_derive_file')"  # noqa: S608


def text_sql(column: str, kind: str) -> str:
    """SQL for the text of a value of a type.

    Whole numbers and decimals in digits, a float as the shortest text that reads as it, dates and
    times as ISO text; an instant with a zone in UTC, with a Z, so that no clock takes it for its
    own; booleans as true and false.
    """
    if kind == "VARCHAR":
        return column
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"cast({column} at time zone 'UTC' as varchar) || 'Z'"
    return f"cast({column} as varchar)"


def refuse_values(con: DuckDBPyConnection, table: str, files: Sequence[Delivered]) -> None:
    """Set the error of each file of a parsed table that has a value which no contract can have."""
    tests = []
    for n, kind in enumerate(files[0].types):
        column = f"{table}.c{n}"
        if kind in FLOATS:
            tests.append((n, f"not isfinite({column})", "is no number"))
        elif kind in TIMES:
            utc = f"{column} at time zone 'UTC'" if kind.endswith("ZONE") else column
            years = f"year({utc}) between 1 and 9999"
            tests.append((n, f"not isfinite({column}) or not ({years})", "is beyond the year 9999"))
        elif kind in ("VARCHAR", "JSON"):
            tests.append((n, f"contains({column}, chr(0))", "has a NUL character"))
    if not tests:
        return
    firsts = ", ".join(f"min({table}.rowid) filter (where {test})" for _, test, _ in tests)
    found = con.execute(
        f"select f.n, any_value(f.first), {firsts} from {table} "  # noqa: S608
        f"inner join {table}_files as f on {table}.rowid between f.first and f.last group by f.n"
    ).fetchall()
    by_number = {file.number: file for file in files}
    for number, first, *rows in found:
        for (n, _, said), row in zip(tests, rows, strict=True):
            if row is None or by_number[number].error:
                continue
            file = by_number[number]
            (value,) = con.execute(
                f"select cast(c{n} as varchar) from {table} where rowid = ?",  # noqa: S608
                [row],
            ).fetchone()
            file.error = DeriveError(
                f"row {row - first + 1}, column {file.header[n]}: {value[:60]!r} {said}.",
                place=file.name,
                remedy="Correct it at the source.",
            )
