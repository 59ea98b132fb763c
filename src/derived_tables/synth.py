"""Synthetic source systems: a whole justice system, with its mess, landed as batches.

The world is value = f(seed, table, block, row, column) (see `derived_tables.synthetic`); this verb
cuts a window out of it, lands what the landing root does not have, and writes the truth beside it.
So a window that ends later brings the same batches and more, a larger scale the same blocks and
more, and the same command twice brings nothing new.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from derived_tables import ledger
from derived_tables.errors import DeriveError, Misuse
from derived_tables.landing import landing_root, scratch_folder
from derived_tables.project import project_dir
from derived_tables.store import Folder, Store
from derived_tables.synthetic import deliver, mess, options, truth, world
from derived_tables.synthetic.deliver import Delivery, Landed
from derived_tables.synthetic.options import Options
from derived_tables.synthetic.tables import sources

DAY = re.compile(r"_(\d{8})(?:-(\d{8}))?_(?:full|changes|deletes)_v")
# Measured at scale 0.01 over five years of batches of 30 days, and at 0.1 over 90 of a day: rows of
# a block of 200 people in the first extracts, of changes in a day after them, and in another full
# extract of what has no changes; rows of code lists and places; bytes of a row (Parquet), and of
# one that waits for its batch.
ROWS_OF_A_BLOCK, ROWS_OF_A_BLOCK_A_DAY, ROWS_OF_A_BLOCK_AN_EXTRACT = 6_000, 14, 250
ROWS_OF_LISTS = 20_000
BYTES_OF_A_ROW, BYTES_OF_A_ROW_IN_WORK = 34, 40
MEMORY = "3GB"

Say = Callable[[str], None]


def expected(asked: Options, since: date | None) -> tuple[int, int, int]:
    """About how many rows will be landed, their bytes, and the bytes of work in between."""
    days = (asked.to - (since or asked.first)).days + 1
    extracts = days // max(7, asked.batch_days)
    rows = asked.blocks * (ROWS_OF_A_BLOCK_A_DAY * days + ROWS_OF_A_BLOCK_AN_EXTRACT * extracts)
    if since is None:
        rows += asked.blocks * ROWS_OF_A_BLOCK + ROWS_OF_LISTS
    return rows, rows * BYTES_OF_A_ROW, rows * BYTES_OF_A_ROW_IN_WORK


def _check_room(root: Store, asked: Options, since: date | None, say: Say) -> None:
    """Say what is to come, and refuse what the disk cannot hold."""
    rows, size, work = expected(asked, since)
    say(f"about {rows:,} rows, {size / 1e6:,.0f} MB, of {asked.blocks} blocks of 200 people")
    folder = root.scratch
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if size + work > free:
        raise DeriveError(
            f"that needs about {(size + work) / 1e9:,.1f} GB and {free / 1e9:,.1f} GB are free; "
            "nothing was written.",
            place=str(folder),
            remedy="Choose a smaller --scale or a shorter window, or make room.",
        )


def _refuse_other_world(known: dict[str, ledger.Batch], asked: Options, root: Store) -> None:
    """Keep one world to a landing root: two would contradict each other on every key."""
    for found in _worlds(known):
        if found[1] != asked.world:
            raise DeriveError(
                f"synthetic data of {found[1]} is there, and {asked.world} would contradict it; "
                "nothing was landed.",
                place=str(root),
                remedy="Name another folder in DERIVE_LANDING, or remove this one.",
            )


def _worlds(known: dict[str, ledger.Batch]) -> list[re.Match[str]]:
    names = (batch.landed["source_name"] or "" for batch in known.values())
    return [found for name in names if (found := options.NAME.search(name))]


def advanced(root: Store, days: int, systems: tuple[str, ...] = ()) -> tuple[Options, date]:
    """The world that is landed, with so many days more; and the first of those days.

    The window's last day may have had no batch: the truth says it too, where it is.
    """
    known = ledger.read_batches(root)
    worlds = _worlds(known)
    if not worlds:
        raise DeriveError(
            "no synthetic data is there to go on from; nothing was landed.",
            place=str(root),
            remedy="Run derive synth first.",
        )
    if days < 1:
        raise DeriveError(f"--advance takes 1 day or more, not {days}.")
    found = worlds[0]
    last = max(
        datetime.strptime(day[2] or day[1], "%Y%m%d").date()
        for batch in known.values()
        if (day := DAY.search(batch.landed["source_name"] or ""))
    )
    last = max(last, truth.told_to(truth_folder(root), found[1]) or last)
    only = () if found["mess"] in ("none", "default", "harsh") else tuple(found["mess"].split("+"))
    asked = Options(
        scale=int(found["blocks"]) / options.BLOCKS,
        first=datetime.strptime(found["first"], "%Y%m%d").date(),
        to=last + timedelta(days=days),
        seed=int(found["seed"]),
        mess="default" if only else found["mess"],
        only_mess=only,
        batch_days=int(found["batch_days"]),
        collisions=int(found["collisions"]),
        systems=systems,
        blocks=int(found["blocks"]),
    )
    return asked, last + timedelta(days=1)


def synth(
    root: Store,
    asked: Options,
    *,
    since: date | None = None,
    truth_folder: Path | None = None,
    threads: int | None = None,
    say: Say = lambda line: None,
) -> list[Landed]:
    """Make the window's batches of every table and land what the landing root does not have.

    Batches that end before `since` are taken to be there. The truth goes to `truth_folder`.
    """
    asked.check()
    known = ledger.read_batches(root)
    _refuse_other_world(known, asked, root)
    _check_room(root, asked, since, say)
    config: dict[str, str | int] = {"memory_limit": MEMORY}
    if threads:
        config["threads"] = threads
    with scratch_folder(root) as folder:
        config["temp_directory"] = str(folder / "spill")
        with duckdb.connect(config=config) as con:
            deliveries = [Delivery(source, asked, since) for source in sources(asked.systems)]
            columns = _tell(con, folder, deliveries, asked, truth_folder is not None, say)
            landed = _land(con, root, folder, deliveries, columns, known, say)
            if truth_folder is not None:
                truth.write(con, truth_folder, asked, goes_on=since is not None)
    return landed


def _tell(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    deliveries: list[Delivery],
    asked: Options,
    keeps_truth: bool,
    say: Say,
) -> dict[str, list[str]]:
    """Tell the story, chunk by chunk of blocks; every table's rows wait, the columns are told."""
    world.prepare(con, asked)
    deliver.prepare(con)
    columns: dict[str, list[str]] = {}
    chunks = list(world.chunks(asked))
    begun = time.monotonic()
    for number, (block_from, block_to) in enumerate(chunks):
        world.tell(con, block_from, block_to)
        if keeps_truth:
            truth.keep(con, number)
        system = None
        for delivery in deliveries:
            if delivery.source.table.reference and number > 0:
                continue
            if system != delivery.source.system:
                system = delivery.source.system
                world.share(con, system)
                if keeps_truth:
                    truth.keep_system(con, system)
            title = delivery.source.title
            columns[title] = deliver.wait(con, delivery, folder / title, number)
        if len(chunks) > 1:
            done = number + 1
            left = (time.monotonic() - begun) / done * (len(chunks) - done)
            say(f"told {block_to} of {asked.blocks} blocks, about {left:,.0f} s left")
    return columns


def _land(
    con: duckdb.DuckDBPyConnection,
    root: Store,
    folder: Path,
    deliveries: list[Delivery],
    columns: dict[str, list[str]],
    known: dict[str, ledger.Batch],
    say: Say,
) -> list[Landed]:
    """Land what waits, table by table: its batches in order, the late ones after all others."""
    found = []
    begun = said = time.monotonic()
    for delivery in deliveries:
        title = delivery.source.title
        rows_of = deliver.collect(con, folder / title)
        ids: dict[int, str] = {}
        for numbers in deliver.parts(rows_of, delivery):
            landed = deliver.land(con, root, delivery, columns[title], numbers)
            ids |= dict(zip(numbers, landed, strict=True))
        again = [n for n in ids if n % 4 and delivery.has("delivered_twice", n)]
        if again:
            deliver.land(con, root, delivery, columns[title], again)
        truth.note_faults(con, delivery, ids)
        truth.note_batches(con, delivery, ids)
        rows = sum(rows_of.values())
        new = len(set(ids.values()) - known.keys())
        found.append(Landed(title, len(ids), rows, rows * len(columns[title]), new))
        shutil.rmtree(folder / title)
        if time.monotonic() - said > 2:
            said = time.monotonic()
            say(f"landed {len(found)} of {len(deliveries)} tables, {said - begun:,.0f} s")
    return found


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"{text!r} is no day of the form 2025-12-31.") from None


def command(
    scale: Annotated[float, typer.Option(help="1 is England and Wales.")] = Options.scale,
    first: Annotated[str | None, typer.Option("--from", help="First day of the window.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day of the window.")] = None,
    days: Annotated[int, typer.Option(help="Days of the window, without --from.")] = 90,
    advance: Annotated[
        int | None, typer.Option(help="Land so many days more of what is there.")
    ] = None,
    batch_days: Annotated[int, typer.Option(help="Days to a batch.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed is another world.")] = Options.seed,
    mess_: Annotated[str, typer.Option("--mess", help="none, default or harsh.")] = Options.mess,
    only_mess: Annotated[
        list[str] | None, typer.Option(help=f"Only this kind: {', '.join(mess.KINDS)}.")
    ] = None,
    collisions: Annotated[
        int, typer.Option(help="People collide as in a scale so many times as large.")
    ] = 1,
    system: Annotated[list[str] | None, typer.Option(help="Only this system.")] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Compare with the published figures; land nothing.")
    ] = False,
) -> None:
    """Make synthetic source systems and land their batches.

    The same command again lands nothing; --advance 1 lands the next day.
    """
    root = landing_root(project_dir())
    last = _day(to) or Options.to
    since = None
    if advance is not None:
        asked, since = advanced(root, advance, tuple(system or ()))
    else:
        asked = Options(
            scale=scale,
            first=_day(first) or last - timedelta(days=days - 1),
            to=last,
            seed=seed,
            mess=mess_,
            only_mess=tuple(only_mess or ()),
            batch_days=batch_days,
            collisions=collisions,
            systems=tuple(system or ()),
        )
    if report:
        from derived_tables.synthetic import report as figures

        typer.echo(figures.table(asked))
        return
    begun = time.monotonic()
    landed = synth(root, asked, since=since, truth_folder=truth_folder(root), say=typer.echo)
    _say_landed(root, landed, time.monotonic() - begun)


def truth_folder(root: Store) -> Path:
    """Where the truth of a landing root is: `truth` beside a folder, `data/truth` for a bucket."""
    if isinstance(root, Folder):
        return root.path.parent / "truth"
    return project_dir() / "data" / "truth"


def _say_landed(root: Store, landed: list[Landed], seconds: float) -> None:
    by_system: dict[str, list[Landed]] = {}
    for table in landed:
        by_system.setdefault(table.table.partition(".")[0], []).append(table)
    for system, tables in by_system.items():
        typer.echo(
            f"{system:<18}{len(tables):>4} tables{sum(t.batches for t in tables):>7} batches"
            f"{sum(t.rows for t in tables):>13,} rows{sum(t.new_batches for t in tables):>7} new"
        )
    new = sum(table.new_batches for table in landed)
    values = sum(table.values for table in landed)
    typer.echo(
        f"{new} batches landed in {root}, {values:,} values in {seconds:,.1f} s"
        if new
        else f"all of it is in {root} already"
    )
