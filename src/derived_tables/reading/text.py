"""Delimited text: strictly, all as text.

DuckDB parses many files at a time. What it read is held to the file's own counts of line ends and
delimiters; a file that does not add up, or that DuckDB refuses, is read again by Python's csv
module, which says what is wrong and where, or settles that the file is sound.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence, Set
from itertools import islice
from typing import TYPE_CHECKING

from derived_tables.errors import DeriveError
from derived_tables.landing import literal
from derived_tables.reading.delivered import (
    LONGEST_LINE,
    NUMBER,
    Delivered,
    checked_names,
    write_even,
)
from derived_tables.reading.names import column_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DELIMITERS = (",", ";", "\t", "|")
PARSE_LIMIT = 1 << 27
csv.field_size_limit(PARSE_LIMIT)
SAMPLE = 20


def open_up(file: Delivered, expected: Set[str], delimiter: str | None) -> None:
    """Find the delimiter and the names of the first row; refuse a bad one.

    `expected` are the columns that a contract names; with none, the delimiter is one by which
    the header has several, and the first rows are as wide.
    """
    best: tuple[int, int, str, list[str]] | None = None
    for candidate in (delimiter,) if delimiter else DELIMITERS:
        with open(file.plain, encoding="utf-8", newline="") as text:
            reader = csv.reader(text, delimiter=candidate, strict=True)
            try:
                names = next(reader, [])
                even = expected or _is_even(reader, len(names))
            except csv.Error as error:
                # By another delimiter the quotes may be where they belong.
                failed = error
                continue
        names = [column_name(name) for name in names]
        known = len(expected & set(names)) if expected else 2 * (len(names) > 1) + bool(even)
        if best is None or (known, len(names)) > best[:2]:
            best = (known, len(names), candidate, names)
    if best is None:
        raise DeriveError(
            f"row 1 cannot be read: {failed}.",
            place=file.name,
            remedy="A quote inside a quoted name must be doubled.",
        )
    known, _, file.delimiter, names = best
    ask = "The first row must name the columns; ask for the file with its header."
    if not any(names):
        raise DeriveError("there is no header: row 1 is empty.", place=file.name, remedy=ask)
    if expected and not known:
        shown = ", ".join(names)[:120]
        raise DeriveError(
            f"there is no header: row 1 has none of the contract's columns ({shown}).",
            place=file.name,
            remedy=ask if delimiter else f"{ask} Or give its --delimiter.",
        )
    file.header = checked_names(names, file.name)


def _is_even(reader: Iterator[list[str]], width: int) -> bool:
    """Whether the next rows are so wide; one that cannot be read is told of later."""
    try:
        return all(len(fields) == width for fields in filter(None, islice(reader, SAMPLE)))
    except csv.Error:
        return False


def read_sql(files: Sequence[Delivered]) -> str:
    """SQL that reads files of one header and delimiter; columns are named c0, c1 and so on."""
    first = files[0]
    names = [f"c{n}" for n in range(len(first.header))]
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    paths = ", ".join(literal(str(file.plain)) for file in files)
    # Each file is given buffers of this size, however small it is.
    longest = min(LONGEST_LINE, max(file.plain.stat().st_size for file in files) + 1024)
    return (
        f"select {', '.join(names)}, {NUMBER} "  # noqa: S608
        f"from read_csv([{paths}], columns = {{{columns}}}, auto_detect = false, header = true, "
        f"delim = {literal(first.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
        f"force_not_null = [{', '.join(names)}], max_line_size = {longest}, "
        # It would be sixteen times the longest line, of which each thread holds some.
        f"buffer_size = {2 * longest}, filename = '_derive_file')"
    )


def adds_up(con: DuckDBPyConnection, table: str, file: Delivered) -> bool:
    """Whether line ends and delimiters in the file are those between the rows read and in them."""
    width = len(file.header)
    found = (file.newlines, file.delimiters[file.delimiter])
    if found == (file.rows + 1, (file.rows + 1) * (width - 1)):
        return True
    inside = []
    joined = "concat(" + ", ".join(f"c{n}" for n in range(width)) + ")"
    for mark in ("\n", file.delimiter):
        sql = (
            f"select coalesce(sum(strlen({joined}) - strlen(replace({joined}, ?, ''))), 0) "  # noqa: S608
            f"from {table} inner join {table}_files as f "
            f"on {table}.rowid between f.first and f.last where f.n = ?"
        )
        inside.append(con.execute(sql, [mark, file.number]).fetchone()[0])
        with open(file.plain, encoding="utf-8", newline="") as text:
            head = next(csv.reader(text, delimiter=file.delimiter))
        inside[-1] += sum(name.count(mark) for name in head)
    return found == (file.rows + 1 + inside[0], (file.rows + 1) * (width - 1) + inside[1])


def _rows_slowly(file: Delivered) -> Iterator[list[str]]:
    """The rows of a file by Python's csv module, checked; blank lines are no rows."""
    width = len(file.header)
    with open(file.plain, encoding="utf-8", newline="") as text:
        reader = csv.reader(text, delimiter=file.delimiter, strict=True)
        row = 0
        try:
            next(reader)
            for fields in reader:
                if not fields and width > 1:
                    continue
                row += 1
                if len(fields or [""]) != width:
                    few = len(fields) < width
                    absent = file.header[len(fields)] if few else file.header[-1]
                    raise DeriveError(
                        f"row {row} (line {reader.line_num}) has {len(fields)} fields where the "
                        f"header has {width}: "
                        + (f"nothing for column {absent}." if few else f"more after {absent}."),
                        place=file.name,
                        remedy="A delimiter or line end inside a value must be quoted; "
                        "or the file was cut short: ask for it again.",
                    )
                yield fields or [""]
        except csv.Error as error:
            raise DeriveError(
                f"row {row + 1} (line {reader.line_num}) cannot be read: {error}.",
                place=file.name,
                remedy="A quote inside a quoted value must be doubled; "
                "or the file was cut short: ask for it again.",
            ) from None


def rewrite(file: Delivered) -> None:
    """Write a sound but odd file (mixed line ends, say) the way that DuckDB reads at once."""
    write_even(file, _rows_slowly(file))
