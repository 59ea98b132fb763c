"""`derive extract`: a table of a database becomes batches, all of one snapshot.

The rows go from the database to a scratch file of text, and from there to landing like any other
batch, so that a connection that breaks leaves nothing behind. DuckDB streams both ways.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from derived_tables import landing, ledger
from derived_tables.contract import Contract
from derived_tables.errors import DeriveError, Misuse
from derived_tables.extracting.dsn import Dsn, read_dsn
from derived_tables.extracting.mark import high_water
from derived_tables.extracting.read import (
    Extracted,
    Waiting,
    Watch,
    compare_keys,
    read_changes,
    read_full,
    read_keys,
    select_text,
)
from derived_tables.extracting.source import Source, open_source
from derived_tables.extracting.stage import stage
from derived_tables.landing import quoted
from derived_tables.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["DeclaredColumn", "Dsn", "Extracted", "extract", "read_dsn", "sample"]

OVERLAP = timedelta(hours=1)
# A server's clock that is further ahead than this would put versions into the future.
CLOCKS_APART = timedelta(minutes=5)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class DeclaredColumn:
    """A column as the database declares it, named as it lands.

    `declared_type` is in the contract's language; `primary_key` its place in the key, from 1;
    `clock` is `utc` for moments, `none` for dates, None where the database does not say.
    """

    name: str
    declared_type: str
    nullable: bool
    primary_key: int | None
    clock: str | None = None


def sample(
    con: DuckDBPyConnection, dsn: Dsn, source: str, table: str, *, rows: int = 100_000
) -> list[DeclaredColumn]:
    """Copy up to `rows` rows of `source` (`schema.table`) into the temp table `table` of `con`.

    The copy is what an extract lands: every column as text, under its lower-cased name. `con` must
    not be in a transaction. DeriveError where the database or the table cannot be read.
    """
    with open_source(con, dsn, source) as found:
        sql = f"{select_text(found.columns)} from {found.name} limit {int(rows)}"
        con.execute(
            f"create or replace temp table {quoted(table)} as from {found.relation(sql)}"
        )
        con.execute("commit")
    return [
        DeclaredColumn(c.landed, c.declared, c.nullable, c.primary_key, c.clock)
        for c in found.columns
    ]


def extract(
    root: Store,
    contract: Contract,
    dsn: Dsn,
    *,
    full: bool = False,
    changes_by: str | None = None,
    deletes: bool = False,
    source: str | None = None,
    overlap: timedelta = OVERLAP,
    most_deletes: float | None = None,
    dry_run: bool = False,
    watch: Watch = lambda file: nullcontext(),
) -> list[Extracted]:
    """Land a source table in full, or what changed and what was deleted, from one snapshot.

    `source` is the table's address (default: the contract's table in the search path). Changes are
    rows whose column `changes_by` is later than the mark in the ledger less `overlap`. Deletes are
    refused where they are more than the share `most_deletes` of the keys that have landed (default:
    the contract's `fall`). With `dry_run` nothing lands. `watch` is entered while a file is
    written, and while it lands. Misuse for options that do not go together; DeriveError where
    nothing can land.
    """
    import duckdb

    if full == bool(changes_by or deletes):
        raise Misuse("say what to extract: --full, or else --changes-by COLUMN, --deletes or both.")
    kinds = ["full"] if full else ["changes"] * bool(changes_by) + ["deletes"] * deletes
    for kind in kinds:
        contract.check_kind(kind, "extract it otherwise")
    if deletes and contract.terms.absence != "closes":
        raise DeriveError(
            "the contract says that records leave the source when they are archived, so a key that "
            "is gone is not a record that was deleted.",
            place=str(contract.path),
            remedy="Leave out --deletes.",
        )
    share = contract.terms.fall if most_deletes is None else most_deletes
    waiting = []
    with landing.scratch_folder(root) as scratch:
        # No secret that this user keeps for DuckDB is to say another database.
        config = {
            "temp_directory": str(scratch / "spill"),
            "secret_directory": str(scratch / "secrets"),
        }
        with duckdb.connect(config=config) as con:
            batches = ledger.read_batches(root)
            with open_source(con, dsn, source or contract.table) as found:
                _check_clock(found)
                if "full" in kinds:
                    waiting.append(read_full(con, contract, found, scratch, watch))
                if changes_by:
                    waiting.append(
                        read_changes(
                            con, contract, found, scratch, watch, changes_by, overlap, batches
                        )
                    )
                if deletes:
                    waiting.append(read_keys(con, contract, found, scratch, watch))
            for one in waiting:
                if one.result.kind == "deletes":
                    compare_keys(con, root, contract, one, batches, share)
                if dry_run:
                    one.result.status = "dry run"
                else:
                    with watch(one.file):
                        _land(con, root, contract, one)
    return [one.result for one in waiting]


def _check_clock(source: Source) -> None:
    now = ledger.utc_now()
    if source.moment > now + CLOCKS_APART:
        raise DeriveError(
            f"the server's clock ({source.moment:%Y-%m-%d %H:%M:%S} UTC) is ahead of this "
            f"machine's ({now:%Y-%m-%d %H:%M:%S} UTC). Nothing was landed.",
            place=source.name,
            remedy="Set right the one that is wrong: an extract cannot come from the future.",
        )


def _land(con: DuckDBPyConnection, root: Store, contract: Contract, one: Waiting) -> None:
    """Land what was read, whole; a batch of no changes or no deletes is none."""
    result = one.result
    if result.error:
        result.status = "refused"
        return
    if result.rows == 0 and result.kind != "full":
        result.status = "nothing"
        return
    if result.kind == "changes":
        batches = ledger.read_batches(root).values()
        mark = high_water(batches, contract.system, contract.table, one.source_name)
        if (mark or "") < (one.mark or ""):
            raise DeriveError(
                "a batch of changes was withdrawn while this one was read, so it would leave a "
                "gap. Nothing was landed.",
                place=one.source_name,
                remedy="Run the same command again.",
            )
    staged = stage(
        con,
        "_derive_rows",
        one.file,
        one.columns,
        kind=result.kind,
        moment=result.moment,
        time_column=contract.terms.time,
        source_name=one.source_name,
    )
    if staged.rows != result.rows:
        raise RuntimeError(f"{result.rows} rows read, {staged.rows} staged")
    [outcome] = landing.land_staged(
        con, root, contract.system, contract.table, [staged], "_derive_rows", one.columns,
        in_order=True,
    )  # fmt: skip
    result.batch_id, result.status, result.error = (
        outcome.batch_id, outcome.status, outcome.error,
    )  # fmt: skip


# --- the verb -----------------------------------------------------------------------------------


def read_overlap(text: str) -> timedelta:
    """A length of time as `90s`, `30m`, `1h` or `2d`."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", text.strip())
    if not found:
        raise Misuse(f"--overlap {text!r} is no length of time; write it as 30m, 1h or 2d.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


@contextmanager
def _shown(file: Path) -> Iterator[None]:
    """Say how much was read, once two seconds have passed; silent when not on a screen."""
    ended = threading.Event()

    def show() -> None:
        if ended.wait(2):
            return
        from rich.console import Console

        with Console(stderr=True).status("extract") as status:
            while not ended.wait(0.5):
                size = file.stat().st_size / 1e6 if file.exists() else 0
                status.update(f"extract: {size:,.0f} MB of Parquet")

    thread = threading.Thread(target=show, daemon=True)
    if sys.stderr.isatty():
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread.ident:
            thread.join()


def command(
    table: Annotated[str, typer.Argument(metavar="SYSTEM.TABLE", help="Source table.")],
    dsn: Annotated[
        str | None,
        typer.Option(
            help="postgresql://USER@HOST/DATABASE, libpq's name=value text, or duckdb:FILE; "
            "never a password."
        ),
    ] = None,
    dsn_file: Annotated[
        Path | None,
        typer.Option(help="A file of mode 600 that holds it, with a password if need be."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Land all rows as a full extract.")] = False,
    changes_by: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Land rows that are later than the last, by it."),
    ] = None,
    deletes: Annotated[
        bool, typer.Option("--deletes", help="Land a delete of each key that is gone.")
    ] = False,
    source: Annotated[
        str | None,
        typer.Option(metavar="SCHEMA.TABLE", help="The table there; default: of the same name."),
    ] = None,
    overlap: Annotated[
        str, typer.Option(help="How far before the last change to read again: 30m, 1h, 2d.")
    ] = "1h",
    most_deletes: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Share of keys that may be gone; default: `fall`."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and say; land nothing.")] = False,
) -> None:
    """Land a table of a database, or what changed in it, from one snapshot.

    The database is told by --dsn, --dsn-file or the variable DERIVE_DSN.
    """
    from derived_tables.contract import load_contract
    from derived_tables.project import project_dir, split_name

    project = project_dir()
    contract = load_contract(project, *split_name(table))
    results = extract(
        landing.landing_root(project),
        contract,
        read_dsn(dsn, dsn_file),
        full=full,
        changes_by=changes_by,
        deletes=deletes,
        source=source,
        overlap=read_overlap(overlap),
        most_deletes=most_deletes,
        dry_run=dry_run,
        watch=_shown,
    )
    for result in results:
        _report(contract, result)
    for result in results:
        if result.error:
            typer.echo(f"derive: {result.error}", err=True)
    if any(result.error for result in results):
        raise typer.Exit(1)


def _report(contract: Contract, result: Extracted) -> None:
    said = {
        "landed": f"landed as batch {result.batch_id}",
        "already": f"landed already as batch {result.batch_id}",
        "nothing": "nothing to land",
        "dry run": "dry run, nothing landed",
    }.get(result.status, result.status)
    typer.echo(
        f"{contract.name} {result.kind}: {result.rows} rows as at "
        f"{ledger.time_text(result.moment)} UTC, {said}"
    )
    for note in result.notes:
        typer.echo(f"  {note}")
    if result.extra:
        typer.echo(f"  not in the contract, landed and not read: {', '.join(result.extra)}")
    rules = {column.name: column.rules for column in contract.columns}
    held = [name for name in result.missing if not (name in rules and rules[name].may_be_absent)]
    if result.missing:
        typer.echo(f"  not in the table: {', '.join(result.missing)}")
    if held:
        typer.echo(
            f"  the build holds the batch for want of {', '.join(held)}, until it is withdrawn or "
            "released"
        )
