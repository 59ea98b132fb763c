"""Reading delivered files of any format into DuckDB, whole, or saying what is wrong with them.

A file goes through three steps: `sources` finds what a path holds, `take_in` unpacks it into a
scratch folder, hashes it and tells its format, `open_up` reads its header (and writes JSON lines
and Excel as CSV). `parse` then reads many at a time. `into_table` does all of it for one.
"""

from __future__ import annotations

import codecs
import hashlib
import shutil
import tempfile
from collections.abc import Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables.errors import DeriveError, Misuse
from derived_tables.landing import quoted
from derived_tables.reading import excel, json_lines, parquet, text
from derived_tables.reading.archive import Limits, Source, check_claim, sources, told_format
from derived_tables.reading.delivered import Delivered
from derived_tables.reading.parquet import FLOATS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = [
    "FLOATS", "Delivered", "Limits", "Source", "checked_options", "into_table", "open_up", "parse",
    "settings", "sources", "take_in", "text_columns",
]  # fmt: skip

ENCODINGS = {"utf-8": "utf-8", "latin-1": "latin-1"}
# DuckDB's memory for rows on their way; what is more goes to the scratch folder.
MEMORY = "400MB"


def checked_options(encoding: str, delimiter: str | None) -> str | None:
    """The delimiter as one character (`tab` is one), or None; Misuse for a bad option."""
    if encoding not in ENCODINGS:
        raise Misuse(f"--encoding {encoding!r} is none of {', '.join(ENCODINGS)}.")
    if delimiter is not None:
        delimiter = {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter)
        if len(delimiter.encode()) != 1 or delimiter in '"\n\r ':
            raise Misuse(f"--delimiter {delimiter!r} is not one plain character.")
    return delimiter


def settings(scratch: Path) -> dict[str, str | int]:
    """How to connect DuckDB so that files of any size are read in little memory."""
    return {
        "memory_limit": MEMORY,
        "threads": 2,
        "temp_directory": str(scratch / "spill"),
    }


def take_in(
    file: Delivered,
    scratch: Path,
    *,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> None:
    """Unpack, hash and check one file into the scratch folder; text becomes plain UTF-8.

    Sets `plain`, `format`, `bytes`, `sha256` and, for a workbook, `sheet`: another sheet of it is
    other content.
    """
    limits = limits or Limits()
    file.plain = scratch / f"{file.number:06d}.csv"
    digest = hashlib.sha256()
    decoder = _Text(file, encoding, delimiter)
    with open(file.plain, "wb") as out:
        for chunk in file.source.chunks(limits):
            digest.update(chunk)
            if not file.bytes:
                file.format = _first_told(chunk)
            file.bytes += len(chunk)
            limits.check(file.bytes, file.bytes, file.name)
            out.write(decoder.checked(chunk) if file.format == "text" else chunk)
    if file.bytes == 0:
        file.format = "text"
    if file.format == "text":
        decoder.end()
    with open(file.plain, "rb") as plain:
        head = plain.read(512)
    file.format = told_format(file.plain, head, file.name)
    check_claim(file.format, file.name)
    if file.format == "excel":
        file.sheet = excel.chosen_sheet(file.plain, file.name, sheet, limits)
        digest.update(b"\x00" + file.sheet.encode())
    elif sheet is not None:
        raise DeriveError(
            "--sheet is for Excel workbooks, and this is none.",
            place=file.name,
            remedy="Leave --sheet out, or upload the workbooks by themselves.",
        )
    file.sha256 = digest.hexdigest()


def _first_told(head: bytes) -> str:
    """Whether a file's first bytes are those of text or of something that is kept as it is."""
    return "binary" if head[:4] in (b"PAR1", b"PK\x03\x04", b"PK\x05\x06") else "text"


class _Text:
    """Checks text as it comes, counts its marks, and gives it as UTF-8."""

    def __init__(self, file: Delivered, encoding: str, delimiter: str | None) -> None:
        self.file, self.encoding = file, encoding
        self.decoder = codecs.getincrementaldecoder(ENCODINGS[encoding])("strict")
        marks = [*text.DELIMITERS, *filter(None, [delimiter])]
        file.delimiters = dict.fromkeys(marks, 0)
        self.first, self.last = True, b""

    def checked(self, chunk: bytes) -> bytes:
        file = self.file
        if self.first:
            # Said before any wrong byte is: a file that is no text at all has plenty of them.
            told_format(file.plain, chunk[:512], file.name)
        if b"\x00" in chunk:
            row = file.newlines + chunk[: chunk.index(b"\x00")].count(b"\n")
            wide = self.first and chunk[:2] in (b"\xff\xfe", b"\xfe\xff")
            raise DeriveError(
                f"line {row + 1} has a NUL byte" + (": the file is UTF-16." if wide else "."),
                place=file.name,
                remedy="Ask for the file as UTF-8 text, or convert it.",
            )
        if self.encoding == "utf-8":
            try:
                self.decoder.decode(chunk)
            except UnicodeDecodeError as error:
                self._refuse(chunk, error)
            if self.first:
                chunk = chunk.removeprefix(codecs.BOM_UTF8)
        else:
            chunk = self.decoder.decode(chunk).encode("utf-8")
        self.first = False
        file.newlines += chunk.count(b"\n")
        for delimiter in file.delimiters:
            file.delimiters[delimiter] += chunk.count(delimiter.encode())
        self.last = chunk or self.last
        return chunk

    def end(self) -> None:
        try:
            self.decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            self._refuse(b"", error)
        if self.last and not self.last.endswith(b"\n"):
            self.file.newlines += 1

    def _refuse(self, chunk: bytes, error: UnicodeDecodeError) -> None:
        line = self.file.newlines + chunk[: max(error.start, 0)].count(b"\n") + 1
        bad = error.object[error.start : error.end].hex()
        raise DeriveError(
            f"line {line} is not UTF-8 (byte 0x{bad}).",
            place=self.file.name,
            remedy="If the file is Latin-1, add --encoding latin-1.",
        ) from None


def open_up(
    con: DuckDBPyConnection,
    file: Delivered,
    *,
    expected: Set[str] = frozenset(),
    delimiter: str | None = None,
) -> None:
    """Read a file's header; DeriveError for one that cannot be, or has none of the `expected`."""
    if file.format == "text":
        text.open_up(file, expected, delimiter)
        return
    if file.format == "json":
        json_lines.open_up(file)
    elif file.format == "excel":
        excel.open_up(file)
    else:
        target = file.plain.with_suffix(".parquet")
        file.plain = file.plain.rename(target)
        parquet.open_up(con, file)
    if expected and not expected & set(file.header):
        raise DeriveError(
            f"it has none of the contract's columns ({', '.join(file.header)[:120]}).",
            place=file.name,
            remedy="Is it a file of another table?",
        )


def parse(
    con: DuckDBPyConnection, files: Sequence[Delivered]
) -> list[tuple[str, list[Delivered]]]:
    """Parse opened files, those of one shape together; the tables made and the files in each.

    A table has a column c0, c1... for each of its files' `header`, and `_n`, the file's number; its
    rowid is the order of rows. `<table>_files` has a row a file: n (its number), first and last
    (rowid) and rows. A file that cannot be read has its `error` and is in no table.
    """
    import duckdb

    shapes: dict[tuple, list[Delivered]] = {}
    for file in files:
        shape = (file.delimiter, file.header, file.own_names, file.types)
        shapes.setdefault(shape, []).append(file)
    tables: list[tuple[str, list[Delivered]]] = []
    for number, members in enumerate(shapes.values()):
        table = f"_derive_table_{number}"
        try:
            _parse(con, table, members)
        except duckdb.Error:
            again = True
            odd = [file for file in members if not _parses_alone(con, table, file)]
        else:
            odd = [file for file in members if not _adds_up(con, table, file)]
            again = bool(odd)
        for file in odd:
            _even_out(file)
        members = [file for file in members if not file.error]
        if members and again:
            _parse_again(con, table, members)
            members = [file for file in members if not file.error]
        if members and members[0].types:
            parquet.refuse_values(con, table, members)
            members = [file for file in members if not file.error]
        if members:
            tables.append((table, members))
    return tables


def _parse(con: DuckDBPyConnection, table: str, files: Sequence[Delivered]) -> None:
    """Read files of one shape into a table; its rowid is the order of rows in each file."""
    sql = parquet.read_sql(files) if files[0].types else text.read_sql(files)
    con.execute(f"create or replace temp table {table} as {sql}")
    con.execute(
        f"create or replace temp table {table}_files as "  # noqa: S608
        "select _n as n, min(rowid) as first, max(rowid) as last, count(*) as rows "
        f"from {table} group by n"
    )
    counted = {}
    for n, first, last, rows in con.execute(f"from {table}_files").fetchall():
        if last - first + 1 != rows:
            raise RuntimeError(f"rows of file {n} were not read in order")
        counted[n] = rows
    for file in files:
        file.rows = counted.get(file.number, 0)


def _adds_up(con: DuckDBPyConnection, table: str, file: Delivered) -> bool:
    return file.rows == file.told_rows if file.types else text.adds_up(con, table, file)


def _parses_alone(con: DuckDBPyConnection, table: str, file: Delivered) -> bool:
    import duckdb

    try:
        _parse(con, table, [file])
    except duckdb.Error as error:
        if file.types:
            file.error = parquet.damaged(file, error)
        return False
    return _adds_up(con, table, file)


def _even_out(file: Delivered) -> None:
    """Write an odd text file evenly, or set its error."""
    try:
        if file.types:
            said = f"it says that it has {file.told_rows} rows"
            file.error = file.error or parquet.damaged(file, said)
        elif not file.error:
            text.rewrite(file)
    except DeriveError as error:
        file.error = error


def _parse_again(con: DuckDBPyConnection, table: str, members: list[Delivered]) -> None:
    """Parse again after odd files were evened out; what still fails is refused."""
    import duckdb

    try:
        _parse(con, table, members)
    except duckdb.Error as error:
        said = str(error).split("\n")[0]
        for file in members:
            if not _parses_alone(con, table, file):
                file.error = DeriveError(f"cannot be read: {said}.", place=file.name)
        members = [file for file in members if not file.error]
        if members:
            _parse(con, table, members)
    for file in members:
        if not _adds_up(con, table, file):
            file.error = DeriveError(
                "rows, delimiters and line ends do not add up; nothing was landed.",
                place=file.name,
                remedy="This is a fault of derive itself: please report it.",
            )


def text_columns(file: Delivered) -> list[str]:
    """SQL for each column of a parsed table as text, in the order of the file's header."""
    kinds = file.types or ("VARCHAR",) * len(file.header)
    return [parquet.text_sql(f"c{n}", kind) for n, kind in enumerate(kinds)]


def into_table(
    con: DuckDBPyConnection,
    path: Path,
    table: str,
    *,
    scratch: Path,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    sheet: str | None = None,
) -> list[str]:
    """Load a whole delivered file, of any format, into a temporary table; its column names.

    Text formats are all VARCHAR (empty text stays ''), Parquet keeps its types; names are
    lower-cased and stripped. The table also has `_row_number` (BIGINT), from 1. An archive may hold
    one file. DeriveError for anything that is broken; `scratch` is left as it was.
    """
    delimiter = checked_options(encoding, delimiter)
    limits = Limits()
    found = sources(path, limits)
    if len(found) > 1:
        raise DeriveError(
            f"the archive holds {len(found)} files.",
            place=path.name,
            remedy="Unpack it, and give the files.",
        )
    folder = Path(tempfile.mkdtemp(dir=scratch))
    try:
        file = Delivered(0, found[0])
        take_in(file, folder, encoding=encoding, delimiter=delimiter, sheet=sheet, limits=limits)
        open_up(con, file, delimiter=delimiter)
        tables = parse(con, [file])
        if file.error:
            raise file.error
        ((parsed, _),) = tables
        named = "".join(f"c{n} as {quoted(name)}, " for n, name in enumerate(file.header))
        con.execute(
            f"create or replace temp table {quoted(table)} as "  # noqa: S608
            f"select {named}cast(rowid + 1 as bigint) as _row_number from {parsed}"
        )
        con.execute(f"drop table {parsed}")
        con.execute(f"drop table {parsed}_files")
    finally:
        shutil.rmtree(folder)
    return list(file.header)
