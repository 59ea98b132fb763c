"""`derive upload`: delimited text files become batches.

A file is read once in chunks: unpacked, hashed as it was delivered, checked, and written as plain
UTF-8 to a scratch folder. DuckDB then parses many of those at a time, strictly and all as text.
What it read is held to the file's own counts of line ends and delimiters; a file that does not add
up, or that DuckDB refuses, is read again by Python's csv module, which says what is wrong and
where, or settles that the file is sound.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables import landing, ledger
from derived_tables.contract import Contract
from derived_tables.errors import DeriveError, Misuse
from derived_tables.landing import BatchSpec, Staged, literal, quoted
from derived_tables.reading.names import column_name
from derived_tables.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DELIMITERS = (",", ";", "\t", "|")
PART_BYTES = 100_000_000
PART_FILES = 400
CHUNK = 1 << 22
ENCODINGS = {"utf-8": "utf-8", "latin-1": "latin-1"}
PARSE_LIMIT = 1 << 27
csv.field_size_limit(PARSE_LIMIT)

# What a strptime directive looks like in a file name.
DIRECTIVES = {
    "Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}",
    "M": r"\d{1,2}", "S": r"\d{1,2}", "f": r"\d{1,6}", "j": r"\d{1,3}", "b": r"[A-Za-z]{3}",
    "B": r"[A-Za-z]+", "p": r"[AaPp][Mm]", "I": r"\d{1,2}", "%": "%",
}  # fmt: skip


@dataclass
class File:
    """A file on its way in."""

    number: int
    path: Path
    spec: BatchSpec
    plain: Path | None = None
    bytes: int = 0
    sha256: str = ""
    newlines: int = 0
    delimiters: dict[str, int] = field(default_factory=dict)
    delimiter: str = ","
    header: tuple[str, ...] = ()
    batch_id: str = ""
    status: str = ""
    rows: int = 0
    error: DeriveError | None = None

    @property
    def name(self) -> str:
        """The file's base name."""
        return self.path.name


@dataclass
class Result:
    """What became of one file, for the summary."""

    file: str
    status: str
    batch_id: str
    rows: int
    extracted_at: str | None
    missing: list[str]
    extra: list[str]
    error: DeriveError | None


# --- time ---------------------------------------------------------------------------------------


def read_time(text: str) -> datetime:
    """A time given by a person, as UTC without zone; without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Misuse(
            f"--extracted-at {text!r} is not a time; write it as 2025-01-31 or 2025-01-31T10:20:30."
        ) from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment


def _strptime_regex(pattern: str) -> re.Pattern[str]:
    pieces = []
    steps = re.findall(r"%.|[^%]+|%$", pattern)
    for step in steps:
        if step.startswith("%"):
            if step[1:] not in DIRECTIVES:
                raise Misuse(
                    f"--extracted-at-pattern: {step} is not known; use %Y %m %d %H %M %S "
                    "and their kin, or a regular expression with (?P<year>...) and so on."
                )
            widths = DIRECTIVES[step[1:]]
            # In a run of digits such as %Y%m%d every part has its full width.
            pieces.append(widths.replace("{1,2}", "{2}").replace("{1,3}", "{3}"))
        else:
            pieces.append(re.escape(step))
    before = r"(?<!\d)" if steps and steps[0].startswith("%") else ""
    after = r"(?!\d)" if steps and steps[-1].startswith("%") else ""
    return re.compile(before + "(" + "".join(pieces) + ")" + after)


def time_from_name(pattern: str, name: str) -> datetime:
    """The time in a file name: a regular expression with named groups, or a strptime pattern."""
    if "(?P<" in pattern:
        try:
            found = list(re.finditer(pattern, name))
        except re.error as error:
            raise Misuse(f"--extracted-at-pattern is not a regular expression: {error}.") from None
        known = {"year", "month", "day", "hour", "minute", "second"}
        groups = set(re.compile(pattern).groupindex)
        if groups - known or "year" not in groups:
            raise Misuse(
                "--extracted-at-pattern: name its groups year, month, day, hour, minute, second "
                f"(year at least), not {', '.join(sorted(groups - known)) or 'without year'}."
            )
        parts = [{k: int(v) for k, v in m.groupdict().items() if v is not None} for m in found]
        texts = {tuple(sorted(part.items())): part for part in parts}
    else:
        texts = {m.group(1): m.group(1) for m in _strptime_regex(pattern).finditer(name)}
    if len(texts) != 1:
        several = "several different times" if texts else "no time"
        raise DeriveError(
            f"--extracted-at-pattern {pattern!r} finds {several} in the name.",
            place=name,
            remedy="Include more of the name in the pattern, or use --extracted-at.",
        )
    only = next(iter(texts.values()))
    try:
        if isinstance(only, dict):
            return datetime(**{"month": 1, "day": 1, **only})
        return datetime.strptime(only, pattern)
    except ValueError as error:
        raise DeriveError(
            f"--extracted-at-pattern {pattern!r} finds no valid time: {error}.",
            place=name,
            remedy="Correct the pattern, or use --extracted-at.",
        ) from None


# --- one file, once through ---------------------------------------------------------------------


def _chunks(path: Path) -> Iterator[bytes]:
    """The decompressed bytes of a file; gzip is told by content, never by name."""
    with open(path, "rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if packed else raw
        try:
            while chunk := stream.read(CHUNK):
                yield chunk
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DeriveError(
                f"the gzip data is damaged or cut short ({error}).",
                place=path.name,
                remedy="Fetch the file again.",
            ) from None


def take_in(file: File, scratch: Path, encoding: str) -> None:
    """Unpack, hash, check and write one file as plain UTF-8 into the scratch folder."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    counts = dict.fromkeys(DELIMITERS, 0)
    counts.setdefault(file.delimiter, 0)
    plain = scratch / f"{file.number:06d}.csv"
    try:
        chunks = _chunks(file.path)
        first = True
        last = b""
        with open(plain, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                if b"\x00" in chunk:
                    row = file.newlines + chunk[: chunk.index(b"\x00")].count(b"\n")
                    wide = first and chunk[:2] in (b"\xff\xfe", b"\xfe\xff")
                    raise DeriveError(
                        f"line {row + 1} has a NUL byte"
                        + (": the file is UTF-16." if wide else "."),
                        place=file.name,
                        remedy="Ask for the file as UTF-8 text, or convert it.",
                    )
                file.bytes += len(chunk)
                if encoding == "utf-8":
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError as error:
                        _refuse_bytes(file, chunk, error)
                    if first:
                        chunk = chunk.removeprefix(codecs.BOM_UTF8)
                else:
                    chunk = decoder.decode(chunk).encode("utf-8")
                first = False
                file.newlines += chunk.count(b"\n")
                for delimiter in counts:
                    counts[delimiter] += chunk.count(delimiter.encode())
                out.write(chunk)
                last = chunk or last
            if encoding == "utf-8":
                try:
                    decoder.decode(b"", final=True)
                except UnicodeDecodeError as error:
                    _refuse_bytes(file, b"", error)
    except OSError as error:
        raise DeriveError(
            f"cannot be read: {error.strerror or error}.", place=str(file.path)
        ) from None
    if last and not last.endswith(b"\n"):
        file.newlines += 1
    file.plain, file.sha256, file.delimiters = plain, digest.hexdigest(), counts


def _refuse_bytes(file: File, chunk: bytes, error: UnicodeDecodeError) -> None:
    line = file.newlines + chunk[: max(error.start, 0)].count(b"\n") + 1
    bad = error.object[error.start : error.end].hex()
    raise DeriveError(
        f"line {line} is not UTF-8 (byte 0x{bad}).",
        place=file.name,
        remedy="If the file is Latin-1, add --encoding latin-1.",
    ) from None


def read_header(file: File, contract: Contract, delimiter: str | None) -> None:
    """Find the delimiter and the names in the first row; refuse a bad one."""
    expected = set(contract.feed_columns(file.spec.kind)) | {c.name for c in contract.columns}
    best: tuple[int, int, str, list[str]] | None = None
    for candidate in (delimiter,) if delimiter else DELIMITERS:
        with open(file.plain, encoding="utf-8", newline="") as text:
            try:
                names = next(csv.reader(text, delimiter=candidate), [])
            except csv.Error as error:
                raise DeriveError(f"row 1 cannot be read: {error}.", place=file.name) from None
        names = [column_name(name) for name in names]
        known = len(expected & set(names))
        if best is None or (known, len(names)) > best[:2]:
            best = (known, len(names), candidate, names)
    known, _, file.delimiter, names = best
    ask = "The first row must name the columns; ask for the file with its header."
    if not any(names):
        raise DeriveError("there is no header: row 1 is empty.", place=file.name, remedy=ask)
    if not known:
        shown = ", ".join(names)[:120]
        raise DeriveError(
            f"there is no header: row 1 has none of the contract's columns ({shown}).",
            place=file.name,
            remedy=ask if delimiter else f"{ask} Or give its --delimiter.",
        )
    for position, name in enumerate(names, 1):
        if not name:
            raise DeriveError(
                f"column {position} has no name in the header.",
                place=file.name,
                remedy="Name it, or take the column out.",
            )
        if name in names[: position - 1]:
            raise DeriveError(
                f"column {position} has the name of column {names.index(name) + 1}: {name}.",
                place=file.name,
                remedy="Rename one of them; case, spaces and signs make no difference.",
            )
        if name in ("_batch_id", "_row_number", "_extraction_timestamp", "_batch", "_part"):
            raise DeriveError(
                f"column {position} is named {name}, which landing keeps for itself.",
                place=file.name,
                remedy="Rename it.",
            )
    file.header = tuple(names)
    times = contract.terms.time
    if file.spec.kind in ("changes", "deletes") and times not in names:
        raise DeriveError(
            f"there is no column {times}, which holds the time of a row.",
            place=file.name,
            remedy=f"Kind {file.spec.kind} needs it: ask for the column, or correct the contract.",
        )


# --- parsing ------------------------------------------------------------------------------------


def _read_csv(files: Sequence[File]) -> str:
    """SQL that reads files of one header and delimiter, strictly, all as text."""
    first = files[0]
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in first.header)
    paths = ", ".join(literal(str(file.plain)) for file in files)
    kept = ", ".join(literal(name) for name in first.header)
    return (
        f"read_csv([{paths}], columns = {{{columns}}}, auto_detect = false, header = true, "
        f"delim = {literal(first.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
        f"force_not_null = [{kept}], max_line_size = 16777216, filename = '_derive_file')"
    )


def _parse(con: DuckDBPyConnection, table: str, files: Sequence[File]) -> None:
    """Read files of one header into a table; its rowid is the order of rows in each file."""
    con.execute(f"create or replace temp table {table} as from {_read_csv(files)}")
    con.execute(
        f"create or replace temp table {table}_files as "  # noqa: S608
        "select cast(parse_filename(_derive_file, true) as integer) as n, "
        f"min(rowid) as first, max(rowid) as last, count(*) as rows from {table} group by n"
    )
    for n, first, last, rows in con.execute(f"from {table}_files").fetchall():
        if last - first + 1 != rows:
            raise RuntimeError(f"rows of file {n} were not read in order")
    counted = dict(con.execute(f"select n, rows from {table}_files").fetchall())  # noqa: S608
    for file in files:
        file.rows = counted.get(file.number, 0)


def _adds_up(con: DuckDBPyConnection, table: str, file: File) -> bool:
    """Whether line ends and delimiters in the file are those between the rows read and in them."""
    width = len(file.header)
    found = (file.newlines, file.delimiters[file.delimiter])
    if found == (file.rows + 1, (file.rows + 1) * (width - 1)):
        return True
    inside = []
    joined = "concat(" + ", ".join(quoted(name) for name in file.header) + ")"
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


def _rows_slowly(file: File) -> Iterator[list[str]]:
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


def _rewrite(file: File) -> None:
    """Write a sound but odd file (mixed line ends, say) the way that DuckDB reads at once."""
    target = file.plain.with_suffix(".even")
    newlines = delimiters = rows = 0
    with open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(
            out, delimiter=file.delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n"
        )
        writer.writerow(file.header)
        for fields in _rows_slowly(file):
            writer.writerow(fields)
            rows += 1
            newlines += sum(value.count("\n") for value in fields)
            delimiters += sum(value.count(file.delimiter) for value in fields)
    target.rename(file.plain)
    inside = sum(name.count(file.delimiter) for name in file.header)
    in_names = sum(name.count("\n") for name in file.header)
    file.newlines = rows + 1 + newlines + in_names
    file.delimiters[file.delimiter] = (rows + 1) * (len(file.header) - 1) + delimiters + inside


def _parse_all(con: DuckDBPyConnection, files: Sequence[File]) -> list[tuple[str, list[File]]]:
    """Parse files, those of one shape together; the tables made and the files in each.

    A file that cannot be read has its `error` and is in no table.
    """
    import duckdb

    shapes: dict[tuple[str, tuple[str, ...]], list[File]] = {}
    for file in files:
        shapes.setdefault((file.delimiter, file.header), []).append(file)
    tables: list[tuple[str, list[File]]] = []
    for number, members in enumerate(shapes.values()):
        table = f"_derive_csv_{number}"
        try:
            _parse(con, table, members)
        except duckdb.Error:
            again = True
            odd = [file for file in members if not _parses_alone(con, table, file)]
        else:
            odd = [file for file in members if not _adds_up(con, table, file)]
            again = bool(odd)
        for file in odd:
            try:
                _rewrite(file)
            except DeriveError as error:
                file.error = error
        members = [file for file in members if not file.error]
        if not members:
            continue
        if again:
            _parse_again(con, table, members)
            members = [file for file in members if not file.error]
        tables.append((table, members))
    return tables


def _parses_alone(con: DuckDBPyConnection, table: str, file: File) -> bool:
    import duckdb

    try:
        _parse(con, table, [file])
    except duckdb.Error:
        return False
    return _adds_up(con, table, file)


def _parse_again(con: DuckDBPyConnection, table: str, members: list[File]) -> None:
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


def _stage(
    con: DuckDBPyConnection,
    contract: Contract,
    tables: Sequence[tuple[str, list[File]]],
    now: datetime,
) -> tuple[list[Staged], list[str]]:
    """Give rows their batch, number and time (in the view `_derive_rows`); refuse bad times."""
    columns = list(dict.fromkeys(name for _, files in tables for name in files[0].header))
    time = contract.terms.time
    parts = []
    for table, files in tables:
        whole = files[0].spec.kind in landing.WHOLE_KINDS
        times = "f.extracted_at" if whole else landing.row_time_sql(time)
        landing.make_table(
            con,
            f"{table}_times",
            {"n": "INTEGER", "extracted_at": "TIMESTAMP"},
            [(file.number, _time_text(file)) for file in files],
        )
        here = ", ".join(str(file.number) for file in files)
        parts.append(
            f"select {table}.* exclude (_derive_file), f.n as _batch, "  # noqa: S608
            f"{table}.rowid - f.first + 1 as _row_number, {times} as _extraction_timestamp "
            f"from {table} inner join (select * from {table}_files inner join {table}_times "
            f"using (n)) as f "
            f"on f.n = cast(parse_filename({table}._derive_file, true) as integer) "
            f"where f.n in ({here})"
        )
    view = " union all by name ".join(parts)
    con.execute(f"create or replace temp view _derive_rows as {view}")
    found = {
        row[0]: row
        for row in con.execute(
            "select _batch, count(*), cast(min(_extraction_timestamp) as varchar), "
            "cast(max(_extraction_timestamp) as varchar), min(_row_number) filter ("
            "where _extraction_timestamp is null or _extraction_timestamp > ?) "
            "from _derive_rows group by _batch",
            [now],
        ).fetchall()
    }
    staged = []
    for _, files in tables:
        for file in files:
            _, rows, least, greatest, bad = found.get(file.number, (0, 0, None, None, None))
            if bad is not None:
                file.error = _bad_time(con, file, time, bad, now)
                continue
            whole = landing.check_spec(file.spec)
            staged.append(
                Staged(
                    number=file.number,
                    kind=file.spec.kind,
                    slice=file.spec.slice,
                    extracted_at=whole,
                    min_time=whole or landing.padded(least),
                    max_time=whole or landing.padded(greatest),
                    rows=file.rows,
                    bytes=file.bytes,
                    sha256=file.sha256,
                    columns=file.header,
                    source_name=file.name,
                )
            )
            if rows != file.rows:
                raise RuntimeError(f"{file.name}: {file.rows} rows read, {rows} staged")
    staged.sort(key=lambda batch: batch.number)
    return staged, columns


def _bad_time(
    con: DuckDBPyConnection, file: File, column: str, row: int, now: datetime
) -> DeriveError:
    text, moment = con.execute(
        f"select {quoted(column)}, _extraction_timestamp from _derive_rows "  # noqa: S608
        "where _batch = ? and _row_number = ?",
        [file.number, row],
    ).fetchone()
    if moment is not None:
        said = f"is later than the clock ({now:%Y-%m-%d %H:%M:%S} UTC)"
    else:
        said = "is not a time" if text.strip() else "is empty"
    return DeriveError(
        f"row {row}, column {column}: {text!r} {said}. Nothing of the file was landed.",
        place=file.name,
        remedy="Every row of changes and deletes needs the time at which it was extracted, "
        "as 2025-01-31 10:20:30.",
    )


# --- the verb -----------------------------------------------------------------------------------


def make_specs(
    contract: Contract,
    paths: Sequence[Path],
    *,
    kind: str,
    slice_value: str | None,
    extracted_at: str | None,
    pattern: str | None,
    now: datetime,
) -> list[File]:
    """One `File` per path, with its kind and time; a file without a valid time has its `error`."""
    if kind not in landing.KINDS:
        raise Misuse(f"--kind {kind!r} is none of {', '.join(landing.KINDS)}.")
    if kind not in contract.terms.kinds:
        raise DeriveError(
            f"the contract of {contract.name} does not accept kind {kind}.",
            place=str(contract.path),
            remedy=f"It accepts {', '.join(contract.terms.kinds)}; give another --kind, "
            "or add this one to kinds.",
        )
    whole = kind in landing.WHOLE_KINDS
    if kind == "slice" and not slice_value:
        raise Misuse(f"--kind slice needs --slice, the value of {contract.terms.slice}.")
    if kind != "slice" and slice_value is not None:
        raise Misuse("--slice goes with --kind slice only.")
    if whole and (extracted_at is None) == (pattern is None):
        raise Misuse(
            f"--kind {kind} needs one of --extracted-at and --extracted-at-pattern: the time at "
            "which the source was read. It is never taken from the clock."
        )
    if not whole and (extracted_at or pattern):
        raise Misuse(
            f"rows of kind {kind} carry their own time in column {contract.terms.time}: "
            "leave out --extracted-at and --extracted-at-pattern."
        )
    given = read_time(extracted_at) if extracted_at else None
    files = []
    for number, path in enumerate(paths):
        error = None
        moment = given
        try:
            if pattern:
                moment = time_from_name(pattern, path.name)
            if moment and moment > now:
                raise DeriveError(
                    f"{moment} is later than the clock ({now:%Y-%m-%d %H:%M:%S} UTC).",
                    place=path.name,
                    remedy="An extract cannot come from the future: correct the time.",
                )
        except Misuse:
            raise
        except DeriveError as one:
            error = one
        spec = BatchSpec(kind, moment, slice_value, path.name)
        files.append(File(number, path, spec, error=error, status="refused" if error else ""))
    return files


def upload(
    root: Store,
    contract: Contract,
    paths: Sequence[Path],
    *,
    kind: str,
    slice_value: str | None = None,
    extracted_at: str | None = None,
    pattern: str | None = None,
    delimiter: str | None = None,
    encoding: str = "utf-8",
    on_file: Callable[[int], None] = lambda steps: None,
) -> list[Result]:
    """Land each file as a batch of its own, whole or not at all; what became of each, in order.

    Files share parts of about 100 MB or 400 files. `on_file` is given the steps done,
    of two a file: read, landed.
    Misuse for options that do not go together; DeriveError where no file at all can land.
    """
    import duckdb

    if encoding not in ENCODINGS:
        raise Misuse(f"--encoding {encoding!r} is none of {', '.join(ENCODINGS)}.")
    if delimiter is not None:
        delimiter = {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter)
        if len(delimiter.encode()) != 1 or delimiter in '"\n\r ':
            raise Misuse(f"--delimiter {delimiter!r} is not one plain character.")
    now = ledger.utc_now()
    files = make_specs(
        contract,
        paths,
        kind=kind,
        slice_value=slice_value,
        extracted_at=extracted_at,
        pattern=pattern,
        now=now,
    )
    done = 0
    with landing.scratch_folder(root) as scratch:
        known = ledger.read_batches(root)
        group: list[File] = []
        for file in files:
            if not file.error:
                try:
                    file.delimiter = delimiter or ","
                    take_in(file, scratch, encoding)
                    if _is_known(file, contract, known):
                        file.plain.unlink()
                    else:
                        read_header(file, contract, delimiter)
                        group.append(file)
                except DeriveError as error:
                    file.error = error
            on_file(file.number + 1 + done)
            full = sum(f.bytes for f in group) >= PART_BYTES or len(group) >= PART_FILES
            if group and (full or file is files[-1]):
                with duckdb.connect() as con:
                    con.execute(f"set temp_directory = {literal(str(scratch / 'spill'))}")
                    _land_group(con, root, contract, group, now)
                for one in group:
                    one.plain.unlink(missing_ok=True)
                done += len(group)
                group = []
    return [_result(contract, file) for file in files]


def _is_known(file: File, contract: Contract, known: dict[str, ledger.Batch]) -> bool:
    """Whether the ledger has the file's batch in force; then it need not be read further."""
    file.batch_id = landing.batch_id_of(
        contract.system,
        contract.table,
        file.spec.kind,
        file.spec.slice,
        landing.check_spec(file.spec),
        file.sha256,
    )
    batch = known.get(file.batch_id)
    if batch is None or not batch.in_force:
        return False
    file.status, file.rows = "already", batch.landed["rows"]
    file.header = tuple(batch.landed["columns"])
    return True


def _land_group(
    con: DuckDBPyConnection, root: Store, contract: Contract, group: Sequence[File], now: datetime
) -> None:
    tables = _parse_all(con, group)
    if not tables:
        return
    staged, columns = _stage(con, contract, tables, now)
    outcomes = landing.land_staged(
        con, root, contract.system, contract.table, staged, "_derive_rows", columns
    )
    by_number = {file.number: file for file in group}
    for outcome in outcomes:
        file = by_number[outcome.number]
        file.batch_id, file.status, file.error = outcome.batch_id, outcome.status, outcome.error


def _time_text(file: File) -> str | None:
    """The time of a whole extract; a name that gives none has been refused."""
    at = file.spec.extracted_at
    return ledger.time_text(at) if isinstance(at, datetime) else None


def _result(contract: Contract, file: File) -> Result:
    expected = contract.feed_columns(file.spec.kind)
    known = {column.name for column in contract.columns} | set(expected)
    known |= {contract.terms.time, contract.terms.op}
    return Result(
        file=file.name,
        status="refused" if file.error else file.status,
        batch_id=file.batch_id,
        rows=file.rows,
        extracted_at=_time_text(file),
        missing=[name for name in expected if name not in file.header] if file.header else [],
        extra=[name for name in file.header if name not in known],
        error=file.error,
    )
