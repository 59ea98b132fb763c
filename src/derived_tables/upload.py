"""`derive upload`: delivered files become batches.

Files are taken in one by one (see `derived_tables.reading`): unpacked, hashed as they were
delivered, checked, written to a scratch folder. DuckDB then parses many of those at a time, and
they land as one part, each as a batch of its own. `preview` does the same, but for landing, and
says what would happen.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables import batch, landing, ledger, reading
from derived_tables.contract import Contract
from derived_tables.dry_run import Expected, Problem
from derived_tables.errors import DeriveError, Misuse
from derived_tables.landing import BatchSpec, Replaced, Staged, quoted
from derived_tables.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PART_BYTES = 100_000_000
PART_FILES = 400

# What a strptime directive looks like in a file name.
DIRECTIVES = {
    "Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}",
    "M": r"\d{1,2}", "S": r"\d{1,2}", "f": r"\d{1,6}", "j": r"\d{1,3}", "b": r"[A-Za-z]{3}",
    "B": r"[A-Za-z]+", "p": r"[AaPp][Mm]", "I": r"\d{1,2}", "%": "%",
}  # fmt: skip


@dataclass
class File(reading.Delivered):
    """A file on its way in, with what it will be as a batch."""

    spec: BatchSpec | None = None
    batch_id: str = ""
    status: str = ""


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


@dataclass
class Preview:
    """What would become of one file, and what is to be seen in it.

    `result.status` is `would land`, `already` or `refused`. `problems` are the faults and the
    reasons for rejection that curate would find. `repeated_keys` are the rows, beyond the first
    of a key (and time), with examples as row number and key. `last_batch` is the newest in
    force of the table, kind and slice, with its rows. `would_hold` says why curate would
    hold the batch.
    """

    result: Result
    problems: list[Problem]
    repeated_keys: int
    repeated_examples: list[tuple[int, str]]
    last_batch: str | None
    last_rows: int | None
    would_hold: str | None


@dataclass(frozen=True)
class Options:
    """How the files of one command are to be read."""

    kind: str
    slice: str | None
    extracted_at: datetime | None
    pattern: str | None
    delimiter: str | None
    encoding: str
    sheet: str | None
    limits: reading.Limits
    now: datetime


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


def check_pattern(pattern: str) -> None:
    """Misuse for a pattern that can find no time in any name."""
    if "(?P<" not in pattern:
        _strptime_regex(pattern)
        return
    try:
        groups = set(re.compile(pattern).groupindex)
    except re.error as error:
        raise Misuse(f"--extracted-at-pattern is not a regular expression: {error}.") from None
    known = {"year", "month", "day", "hour", "minute", "second"}
    if groups - known or "year" not in groups:
        raise Misuse(
            "--extracted-at-pattern: name its groups year, month, day, hour, minute, second "
            f"(year at least), not {', '.join(sorted(groups - known)) or 'without year'}."
        )


def time_from_name(pattern: str, name: str) -> datetime:
    """The time in a file name: a regular expression with named groups, or a strptime pattern."""
    check_pattern(pattern)
    if "(?P<" in pattern:
        found = list(re.finditer(pattern, name))
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


# --- staging ------------------------------------------------------------------------------------


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
        texts = dict(zip(files[0].header, reading.text_columns(files[0]), strict=True))
        whole = files[0].spec.kind in landing.WHOLE_KINDS
        named = "".join(f"{text} as {quoted(name)}, " for name, text in texts.items())
        firsts = dict(con.execute(f"select n, first from {table}_files").fetchall())  # noqa: S608
        first = landing.looked_up({n: str(at) for n, at in firsts.items()} or {0: "null"}, "_n")
        if whole:
            moments = {f.number: f"timestamp '{_time_text(f)}'" for f in files}
            times = landing.looked_up(moments, "_n")
        else:
            times = landing.row_time_sql("_derive_time")
        # The names within are no column's: they are c0, c1... and those that landing keeps.
        parts.append(
            f"select {named}_n as _batch, _derive_row - {first} + 1 as _row_number, "  # noqa: S608
            f"{times} as _extraction_timestamp from (select *, rowid as _derive_row, "
            f"{'null' if whole else texts[time]} as _derive_time from {table}) as rows"
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
                    bundle=_bundle(file),
                )
            )
            if rows != file.rows:
                raise RuntimeError(f"{file.name}: {file.rows} rows read, {rows} staged")
    sound = _all_of_archives([file for _, files in tables for file in files])
    staged = [one for one in staged if one.number in sound]
    staged.sort(key=lambda one: one.number)
    return staged, columns


def _bundle(file: File) -> str | None:
    """What the files of one archive have in common."""
    return str(file.source.path) if file.source.member else None


def _all_of_archives(files: Sequence[File]) -> set[int]:
    """Refuse the other files of an archive that has a refused one; the numbers of sound files."""
    broken = {_bundle(file) for file in files if file.error} - {None}
    for file in files:
        if not file.error and _bundle(file) in broken:
            file.error = landing.not_alone(file.name)
    return {file.number for file in files if not file.error}


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


def expand(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """The files that paths stand for, each with its name for people.

    A folder stands for all files in it, at any depth, but hidden ones, by name; a pattern that is
    no file for those that match it. What stands for nothing is given back, to be refused.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if not path.exists() and glob.has_magic(str(path)):
            matched = [Path(one) for one in sorted(glob.glob(str(path), recursive=True))]
            found += [(one, one.name) for one in matched if one.is_file()] or [(path, path.name)]
        elif path.is_dir():
            inside = [one for one in sorted(path.rglob("*")) if one.is_file()]
            names = [one.relative_to(path) for one in inside]
            found += [
                (one, str(name))
                for one, name in zip(inside, names, strict=True)
                if not any(step.startswith(".") for step in name.parts)
            ] or [(path, path.name)]
        else:
            found.append((path, path.name))
    return found


def _options(
    contract: Contract,
    *,
    kind: str,
    slice_value: str | None,
    extracted_at: str | None,
    pattern: str | None,
    delimiter: str | None,
    encoding: str,
    sheet: str | None,
    limits: reading.Limits | None,
) -> Options:
    """The options held to each other and to the contract."""
    if kind not in landing.KINDS:
        raise Misuse(f"--kind {kind!r} is none of {', '.join(landing.KINDS)}.")
    delimiter = reading.checked_options(encoding, delimiter)
    contract.check_kind(kind, "give another --kind")
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
    if pattern:
        check_pattern(pattern)
    given = read_time(extracted_at) if extracted_at else None
    limits = limits or reading.Limits()
    return Options(
        kind, slice_value, given, pattern, delimiter, encoding, sheet, limits, ledger.utc_now()
    )


def _spec(source: reading.Source, options: Options) -> BatchSpec:
    """What a file will be as a batch; DeriveError where its name gives no valid time."""
    moment = options.extracted_at
    if options.pattern:
        # A file's own name says it, or else its folder's or archive's.
        own = source.name.split("/")[-1]
        try:
            moment = time_from_name(options.pattern, own)
        except DeriveError:
            if own == source.name:
                raise
            moment = time_from_name(options.pattern, source.name)
    if moment and moment > options.now:
        raise DeriveError(
            f"{moment} is later than the clock ({options.now:%Y-%m-%d %H:%M:%S} UTC).",
            place=source.name,
            remedy="An extract cannot come from the future: correct the time.",
        )
    return BatchSpec(options.kind, moment, options.slice, source.name)


def _files_at(path: Path, name: str, number: int, options: Options) -> list[File]:
    """The files at a path, numbered from `number`; one that cannot be read has its error."""
    try:
        found = reading.sources(path, options.limits, name)
    except DeriveError as error:
        found, failed = [reading.Source(path, name)], error
    else:
        failed = None
    files = []
    for source in found:
        file = File(number + len(files), source, error=failed)
        file.spec = BatchSpec(options.kind, None, options.slice, source.name)
        try:
            file.spec = file.spec if failed else _spec(source, options)
        except DeriveError as error:
            file.error = error
        files.append(file)
    return files


class Intake:
    """Takes files in and gives them in groups, each of which is parsed at once.

    A group is about 100 MB or 400 files; the files of an archive are in one, and so is a large file
    alone. After `groups`, `files` has all of them, in order.
    """

    def __init__(
        self,
        contract: Contract,
        options: Options,
        known: dict[str, ledger.Batch],
        scratch: Path,
    ) -> None:
        """`known` are the ledger's batches: a file that is one of them is not read further."""
        self.contract, self.options, self.known, self.scratch = contract, options, known, scratch
        self.files: list[File] = []
        self.expected = set(contract.feed_columns(options.kind))
        self.expected |= {column.name for column in contract.columns}

    def groups(
        self, paths: Sequence[tuple[Path, str]], on_path: Callable[[], None]
    ) -> Iterator[list[File]]:
        """Groups of files that are sound so far; `on_path` is called when a path is taken in."""
        import duckdb

        group: list[File] = []
        with duckdb.connect(config=reading.settings(self.scratch)) as con:
            for path, name in paths:
                files = _files_at(path, name, len(self.files), self.options)
                self.files += files
                for file in files:
                    self._take_in(con, file)
                _all_of_archives(files)
                on_path()
                ready = [file for file in files if not file.error and not file.status]
                for file in files:
                    if file.plain and (file.error or file.status):
                        file.plain.unlink(missing_ok=True)
                size = sum(file.bytes for file in group)
                if group and size + sum(file.bytes for file in ready) > PART_BYTES:
                    yield group
                    group = []
                group += ready
                if len(group) >= PART_FILES:
                    yield group
                    group = []
        if group:
            yield group

    def _take_in(self, con: DuckDBPyConnection, file: File) -> None:
        if file.error:
            return
        options = self.options
        try:
            reading.take_in(
                file,
                self.scratch,
                encoding=options.encoding,
                delimiter=options.delimiter,
                sheet=options.sheet,
                limits=options.limits,
            )
            if not _is_known(file, self.contract, self.known):
                reading.open_up(con, file, expected=self.expected, delimiter=options.delimiter)
                self._refuse_without_time(file)
                self._refuse_floats(file)
        except DeriveError as error:
            file.error = error

    def _refuse_without_time(self, file: File) -> None:
        time, kind = self.contract.terms.time, file.spec.kind
        if kind not in landing.WHOLE_KINDS and time not in file.header:
            raise DeriveError(
                f"there is no column {time}, which holds the time of a row.",
                place=file.name,
                remedy=f"Kind {kind} needs it: ask for the column, or correct the contract.",
            )


    def _refuse_floats(self, file: File) -> None:
        """A float is told by its text only where the contract makes an exact number of it."""
        terms = self.contract.terms
        key = () if terms.key == "content" else terms.key
        kinds = {column.name: column.data_type for column in self.contract.columns}
        for name, kind in zip(file.header, file.types, strict=False):
            if kind not in reading.FLOATS or name not in self.expected:
                continue
            exact = kinds.get(name, "").startswith(("bigint", "integer", "decimal"))
            if name in key or not exact:
                has = "in the key" if name in key else f"as {kinds.get(name, 'the time or op')}"
                raise DeriveError(
                    f"column {name} is {kind}, and the contract has it {has}.",
                    place=file.name,
                    remedy="A float has no one text: ask for a whole number, a decimal or text.",
                )


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
    sheet: str | None = None,
    limits: reading.Limits | None = None,
    replaces: tuple[str, str] | None = None,
    on_file: Callable[[int], None] = lambda steps: None,
) -> list[Result]:
    """Land each file as a batch of its own, whole or not at all; what became of each, in order.

    `paths` are files, folders and patterns. The files of a zip archive land together or not at all.
    `replaces` is the id (or the start of it) of a batch that is withdrawn in the same step, and the
    reason; then there is one file. `on_file` is given the steps done, of two a path: read, landed.
    Misuse for options that do not go together; DeriveError where no file at all can land.
    """
    import duckdb

    options = _options(
        contract,
        kind=kind,
        slice_value=slice_value,
        extracted_at=extracted_at,
        pattern=pattern,
        delimiter=delimiter,
        encoding=encoding,
        sheet=sheet,
        limits=limits,
    )
    found = expand(paths)
    steps = _Steps(on_file)
    with landing.scratch_folder(root) as scratch:
        known = ledger.read_batches(root)
        replaced = replaces and _replaced(contract, options, known, found, *replaces)
        intake = Intake(contract, options, known, scratch)
        for group in intake.groups(found, steps.read):
            _refuse_several(intake.files, replaced)
            with duckdb.connect(config=reading.settings(scratch)) as con:
                try:
                    _land_group(con, root, contract, group, options.now, replaced)
                except duckdb.Error as error:
                    _refuse_unlanded(group, error)
            for file in group:
                file.plain.unlink(missing_ok=True)
            steps.landed({file.source.path for file in group})
        if replaced:
            _refuse_not_replaced(intake.files, known, replaced)
    return [_result(contract, file) for file in intake.files]


def _refuse_unlanded(files: Sequence[File], error: Exception) -> None:
    """Say of files that DuckDB could not land (a full disk, say) that they have not."""
    said = str(error).split("\n")[0].rstrip(".")
    for file in files:
        if not file.status and not file.error:
            file.error = DeriveError(
                f"is not landed: {said}.",
                place=file.name,
                remedy="If it is for want of memory or disk, cut the file or make room.",
            )


class _Steps:
    """Counts the steps done, of two a path."""

    def __init__(self, on_file: Callable[[int], None]) -> None:
        self.on_file, self.done = on_file, 0

    def read(self) -> None:
        self.done += 1
        self.on_file(self.done)

    def landed(self, paths: set[Path]) -> None:
        self.done += len(paths)
        self.on_file(self.done)


def _replaced(
    contract: Contract,
    options: Options,
    known: dict[str, ledger.Batch],
    found: Sequence[tuple[Path, str]],
    batch_id: str,
    reason: str,
) -> Replaced:
    """The batch to replace, if one file can replace it."""
    if len(found) != 1:
        raise Misuse(f"--replaces goes with one file, not {len(found)}.")
    if not reason.strip():
        raise DeriveError("--reason is empty.", remedy="Say why: the ledger keeps it.")
    old = batch.find(known, batch_id)
    # A command that is run again finds the old one withdrawn, and its file landed.
    if old.in_force:
        landing.refuse_replacing(old, contract.system, contract.table, options.kind)
    return Replaced(old.batch_id, reason.strip())


def _refuse_several(files: Sequence[File], replaced: Replaced | None) -> None:
    """Misuse where the one file that is to replace a batch is an archive of several."""
    if replaced and len(files) != 1:
        raise Misuse(f"--replaces goes with one file, and the archive holds {len(files)}.")


def _refuse_not_replaced(
    files: Sequence[File], known: dict[str, ledger.Batch], replaced: Replaced
) -> None:
    """Say of a file that is landed already that it leaves the other batch in force."""
    for file in files:
        if file.status == "already" and known[replaced.batch_id].in_force:
            if file.batch_id == replaced.batch_id:
                said, remedy = ", the one that it is to replace.", "Give the corrected file."
            else:
                said = f"; {replaced.batch_id} stays in force."
                remedy = f"Withdraw it: derive batch withdraw {replaced.batch_id} --reason '...'"
            file.error = DeriveError(
                f"is batch {file.batch_id} already{said}", place=file.name, remedy=remedy
            )


def preview(
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
    sheet: str | None = None,
    limits: reading.Limits | None = None,
    replaces: tuple[str, str] | None = None,
    on_file: Callable[[int], None] = lambda steps: None,
) -> list[Preview]:
    """What `upload` with the same arguments would do, without doing it; one a file, in order."""
    import duckdb

    options = _options(
        contract,
        kind=kind,
        slice_value=slice_value,
        extracted_at=extracted_at,
        pattern=pattern,
        delimiter=delimiter,
        encoding=encoding,
        sheet=sheet,
        limits=limits,
    )
    found = expand(paths)
    steps = _Steps(on_file)
    with landing.scratch_folder(root) as scratch:
        known = ledger.read_batches(root)
        replaced = replaces and _replaced(contract, options, known, found, *replaces)
        others = {one: known[one] for one in known if not replaced or one != replaced.batch_id}
        expected = Expected(contract, root, others, scratch)
        intake = Intake(contract, options, known, scratch)
        every: list[Staged] = []
        for group in intake.groups(found, steps.read):
            _refuse_several(intake.files, replaced)
            with duckdb.connect(config=reading.settings(scratch)) as con:
                tables = reading.parse(con, group)
                _all_of_archives(group)
                if tables:
                    staged, columns = _stage(con, contract, tables, options.now)
                    every += staged
                    expected.inspect(con, staged, columns)
            for file in group:
                file.plain.unlink(missing_ok=True)
            steps.landed({file.source.path for file in group})
        landing_now = []
        outcomes = landing.decide(contract.system, contract.table, every, others)
        for outcome, staged in zip(outcomes, every, strict=True):
            file = intake.files[outcome.number]
            file.batch_id, file.error = outcome.batch_id, outcome.error
            file.status = "would land" if outcome.status == "landed" else outcome.status
            if outcome.status == "landed":
                landing_now.append((outcome.batch_id, staged))
        if replaced:
            _refuse_not_replaced(intake.files, known, replaced)
        holds = expected.holds(landing_now)
    made = []
    for file in intake.files:
        seen = expected.found.get(file.number)
        last = expected.last(file.spec)
        made.append(
            Preview(
                result=_result(contract, file),
                problems=seen.problems if seen else [],
                repeated_keys=seen.repeated if seen else 0,
                repeated_examples=seen.repeated_examples if seen else [],
                last_batch=last.batch_id if last else None,
                last_rows=last.landed["rows"] if last else None,
                would_hold=holds.get(file.batch_id),
            )
        )
    return made


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
    con: DuckDBPyConnection,
    root: Store,
    contract: Contract,
    group: Sequence[File],
    now: datetime,
    replaces: Replaced | None,
) -> None:
    tables = reading.parse(con, group)
    _all_of_archives(group)
    if not tables:
        return
    staged, columns = _stage(con, contract, tables, now)
    outcomes = landing.land_staged(
        con,
        root,
        contract.system,
        contract.table,
        staged,
        "_derive_rows",
        columns,
        # A table's rows are in order of files and rows; a sort would write them three times.
        in_order=len(tables) == 1,
        replaces=replaces,
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
