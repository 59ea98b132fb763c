"""`derive register`: a sample of a new source table becomes its contract and what hangs on it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from derived_tables.contract import contract_path, load_contract, parse_contract
from derived_tables.errors import DeriveError, Misuse
from derived_tables.landing import quoted
from derived_tables.project import project_dir, split_name
from derived_tables.reading.names import column_name
from derived_tables.registering import (
    declared,
    drift,
    keys,
    kinds,
    personal,
    sample,
    types,
    writing,
)
from derived_tables.registering.casts import Casts, casts_of
from derived_tables.registering.names import why_not
from derived_tables.registering.sample import Sample

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KINDS = ("full", "slice", "changes")


@dataclass
class Asked:
    """What a person has decided, so that the sample need not."""

    key: list[str] | None = None
    kind: str | None = None
    slice: str | None = None


@dataclass
class Found:
    """What a sample shows: the proposal, and the keys that were tried."""

    sample: Sample
    proposal: writing.Proposal
    key: keys.Key | None
    why_key: str
    good: list[keys.Key] = field(default_factory=list)
    refused: list[keys.Key] = field(default_factory=list)


def command(
    table: Annotated[str, typer.Argument(metavar="SYSTEM.TABLE", help="Source table.")],
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help="More files of the sample.")
    ] = None,
    from_: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="FILE...", help="Files of the sample, or a folder."),
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="The natural key, as a,b; or content. It decides.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="full, slice or changes. It decides.")] = None,
    slice_column: Annotated[
        str | None,
        typer.Option("--slice", metavar="COLUMN", help="The column of which a file has one value."),
    ] = None,
    extracted_at_pattern: Annotated[
        str | None, typer.Option(help="Finds the time in each file's name, as in upload.")
    ] = None,
    delimiter: Annotated[str | None, typer.Option(help="One character; found by itself.")] = None,
    encoding: Annotated[str, typer.Option(help="utf-8 or latin-1.")] = "utf-8",
    sheet: Annotated[str | None, typer.Option(help="The sheet of an Excel file.")] = None,
    from_database: Annotated[
        bool, typer.Option("--from-database", help="Sample a table of a database.")
    ] = False,
    dsn: Annotated[
        str | None, typer.Option(help="Where the database is, as in extract; never a password.")
    ] = None,
    dsn_file: Annotated[
        Path | None, typer.Option(help="A file of mode 600 that says where, as in extract.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="SCHEMA.TABLE", help="The table there; default: of the same name."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show; write nothing.")] = False,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Take new columns and wider types into a standing contract."),
    ] = False,
) -> None:
    """Write the contract of a source table from a sample, its models and its source entry.

    What is there already is never overwritten: the difference is shown.
    """
    project = project_dir()
    system, name = split_name(table)
    for part in (system, name):
        if why_not(part):
            raise Misuse(f"{part} {why_not(part)}: no source or table is named so.")
    files = _files([*(from_ or []), *(more or [])])
    if bool(files) == from_database:
        raise Misuse("give either --from FILE... or --from-database.")
    if not from_database and (dsn or dsn_file or source):
        raise Misuse("--dsn, --dsn-file and --source go with --from-database.")
    if kind and kind not in KINDS:
        raise Misuse(f"--kind {kind!r} is none of {', '.join(KINDS)}.")
    if slice_column and kind not in (None, "slice"):
        raise Misuse("--slice goes with --kind slice only.")
    asked = Asked(
        key=[column_name(part) for part in key.split(",")] if key else None,
        kind="slice" if slice_column else kind,
        slice=column_name(slice_column) if slice_column else None,
    )
    import duckdb

    (project / "data").mkdir(exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="register_", dir=project / "data"))
    try:
        with duckdb.connect(str(scratch / "sample.duckdb")) as con:
            casts = casts_of(project)
            says: Sequence[declared.Declared] = ()
            if from_database:
                taken, says = _from_database(con, casts, dsn, dsn_file, source or table.lower())
            else:
                taken = sample.read_files(
                    con, casts, files, scratch=scratch, pattern=extracted_at_pattern,
                    encoding=encoding, delimiter=delimiter, sheet=sheet,
                )  # fmt: skip
            if contract_path(project, system, name).exists():
                if key or kind or slice_column:
                    raise Misuse(
                        f"{table} has a contract, which says its key and kinds: edit that, and "
                        "leave out --key, --kind and --slice."
                    )
                _again(project, taken, system, name, accept=accept and not dry_run)
                return
            if accept:
                raise Misuse(f"--accept is for a contract that stands; {table} has none.")
            found = propose(taken, system, name, asked, says)
            _show(found)
            if not dry_run:
                _write(project, found)
    finally:
        shutil.rmtree(scratch)


def _files(given: Sequence[Path]) -> list[Path]:
    """The files given, those of a folder in its place."""
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.is_file())
        elif path.is_file():
            found.append(path)
        else:
            raise DeriveError("is not there.", place=str(path), remedy="Correct the path.")
    names = [path.name for path in found]
    for name in names:
        if names.count(name) > 1:
            raise DeriveError(f"two files are named {name}.", remedy="Give each file once.")
    return found


def _from_database(
    con: DuckDBPyConnection, casts: Casts, dsn: str | None, dsn_file: Path | None, source: str
) -> tuple[Sample, Sequence[declared.Declared]]:
    """A sample of a table of a database, and what the database declares of its columns."""
    from derived_tables import extract

    says = extract.sample(con, extract.read_dsn(dsn, dsn_file), source, "_register_source")
    return from_declared(con, casts, "_register_source", source, says), says


def from_declared(
    con: DuckDBPyConnection,
    casts: Casts,
    table: str,
    source: str,
    says: Sequence[declared.Declared],
) -> Sample:
    """The rows of a table in DuckDB as the one file of a sample."""
    names = [declared.column_name(one.name) for one in says]
    kept = ", ".join(
        f"cast({quoted(one.name)} as varchar) as {quoted(name)}"
        for one, name in zip(says, names, strict=True)
    )
    con.execute(
        f"create temp table _register_file as select {kept}, "  # noqa: S608
        f"row_number() over () as _row_number from {quoted(table)}"
    )
    made = sample.empty(con, casts)
    made.add("_register_file", source, names, None)
    if not made.rows:
        raise DeriveError("has no row: nothing can be told of types or keys.", place=source)
    return made


def propose(
    taken: Sample,
    system: str,
    table: str,
    asked: Asked,
    says: Sequence[declared.Declared] = (),
) -> Found:
    """The contract that a sample shows, what a person decided and a database declares first."""
    typed = {name: types.infer(taken, name) for name in taken.columns}
    declared.apply(typed, says)
    if asked.slice and asked.slice not in taken.columns:
        raise DeriveError(
            f"--slice names {asked.slice}, which no file has.",
            remedy=f"Columns are {', '.join(taken.columns)}.",
        )
    load = kinds.infer(taken, typed, kind=asked.kind, slice_column=asked.slice)
    good, refused = keys.candidates(taken, typed, load)
    primary = declared.primary_key(says)
    wanted = asked.key or primary or None
    key = keys.decide(taken, typed, load, wanted, good)
    why = "--key" if asked.key else "declared primary key" if primary else "the best that holds"
    # A value of the key or the slice that does not read would cost its row: none may.
    for name in {*(key.columns if key else ()), load.slice} - {None}:
        if typed[name].broken:
            typed[name] = types.infer(taken, name, tolerance=0)
    marks = {name: personal.mark(taken, column) for name, column in typed.items()}
    absent = frozenset(name for name in taken.columns if taken.absent_from(name))
    proposal = writing.Proposal(
        system,
        table,
        [column for name, column in typed.items() if name not in (load.time, load.op)],
        load,
        key.columns if key else None,
        {name: mark for name, mark in marks.items() if mark},
        absent,
        declared.not_null(says),
    )
    return Found(taken, proposal, key, why, good, refused)


# --- what a person reads ------------------------------------------------------------------------


def _say(*lines: str) -> None:
    for line in lines:
        typer.echo(line)


def _show(found: Found) -> None:
    """Print the evidence."""
    taken, proposal = found.sample, found.proposal
    count = len(taken.files)
    _say(f"{count} file{'s' if count > 1 else ''}, {taken.rows:,} rows" + (
        f"; times in the names by {taken.pattern}" if taken.pattern else ""
    ))  # fmt: skip
    _show_columns(taken, proposal)
    _say("", "load")
    _say(*(f"  {one}" for one in proposal.load.evidence))
    _show_keys(found)
    if proposal.marks:
        _say("", "personal")
    for name, mark in proposal.marks.items():
        _say(f"  {name}: {'special' if mark.is_special else 'direct'}, because {mark.reason}")


def _show_columns(taken: Sample, proposal: writing.Proposal) -> None:
    _say("", "columns")
    for column in proposal.columns:
        clock = f" ({column.clock})" if column.clock else ""
        _say(f"  {column.name}: {column.data_type}{clock}, {'; '.join(column.evidence)}")
        absent = taken.absent_from(column.name)
        if absent:
            _say(f"    may be absent: {len(absent)} files lack it, {absent[0]} first")
        _say(*(f"    {one.file} row {one.row}: {one.value!r}" for one in column.breaks))
    for name, problem in taken.left_out.items():
        _say(f"  {name}: left out, because it {problem}; it lands, and no table reads it")


def _show_keys(found: Found) -> None:
    _say("", "key")
    for key in found.refused:
        _say(f"  {key.name} is none: {'; '.join(key.reasons)}")
    chosen = found.key
    if chosen is None:
        why = "--key" if found.why_key == "--key" else "no other column looks like a key"
        alike = keys.rows_alike(found.sample)
        _say(
            f"  content ({why}): a row is told by what it says, and by which of the rows alike of "
            f"its file it is ({alike:,} rows say what one before them says)"
        )
    else:
        _say(f"  {chosen.name} ({found.why_key}): {'; '.join(chosen.reasons)}")
        _say(*(f"    {line}" for line in chosen.breaks))
        more = chosen.nulls + chosen.repeats - len(chosen.breaks)
        if more > 0:
            _say(f"    and {more:,} rows more")
    for key in found.good:
        if chosen is None or key.columns != chosen.columns:
            _say(f"  or {key.name} (--key {key.name}): {'; '.join(key.reasons)}")


def _write(project: Path, found: Found) -> None:
    proposal = found.proposal
    path = contract_path(project, proposal.system, proposal.table)
    # What would not be read back is not written.
    parse_contract(writing.contract_text(proposal), path, proposal.system, proposal.table)
    written = writing.write_all(project, proposal)
    _say("", "written", *(f"  {one}" for one in written))
    name = f"{proposal.system}.{proposal.table}"
    load = proposal.load
    how = f"--kind {load.kind}"
    if load.kind == "slice":
        how += f" --slice VALUE-OF-{load.slice.upper()}"
    if load.kind != "changes":
        how += f" --extracted-at-pattern {found.sample.pattern or 'PATTERN'}"
    _say(
        "",
        "next",
        "  write what stands as TODO in these files; `derive contract check` names each",
        f"  derive upload {name} FILE... {how}",
    )


def _again(project: Path, taken: Sample, system: str, table: str, *, accept: bool) -> None:
    """Show how files differ from the contract that stands; exit 1 while they do."""
    contract = load_contract(project, system, table)
    terms = contract.terms
    kind = next((one for one in terms.kinds if one in KINDS), "full")
    typed = {name: types.infer(taken, name) for name in taken.columns}
    marks = {name: personal.mark(taken, column) for name, column in typed.items()}
    proposal = writing.Proposal(
        system, table, list(typed.values()),
        kinds.Load(kind, slice=terms.slice, time=terms.time, op=terms.op, order=terms.order),
        None if terms.key == "content" else terms.key,
        {name: mark for name, mark in marks.items() if mark},
    )  # fmt: skip
    found = drift.compare(taken, contract, proposal)
    where = contract.path.relative_to(project)
    if not found.said:
        _say(f"{where} holds what the {len(taken.files)} files say; nothing is written")
        return
    _say(*found.said, "", found.diff(where).rstrip())
    if not accept:
        _say("", f"{where} stands as it was; --accept takes in new columns and wider types")
        raise typer.Exit(1)
    if found.accepted != found.standing:
        parse_contract(found.accepted, contract.path, system, table)
        contract.path.write_text(found.accepted, encoding="utf-8")
        _say("", f"{where} has new columns and wider types; the rest is as it was. Next:")
        _say("  describe the columns that say TODO, and add them to staging where they are wanted")
        _say(f"  derive rebuild {system}.{table}")
    _say(*(f"left to you: {one}" for one in found.left))
    if found.left:
        raise typer.Exit(1)
