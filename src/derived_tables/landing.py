"""Writing parts: a Parquet file holding whole batches, then the events that name them.

A part is landed in four steps, by the one writer that holds the landing root:

1. its intent, `_ledger/pending/<part>.json`, which holds the landed events to come;
2. the rows, into a scratch file, counted, then moved to `_part=<part>/rows.parquet` at once;
3. the events (on S3, the part's partition in Glue's catalogue before them);
4. the intent goes.

A batch that replaces another has the other's withdrawal among its events. One checkpoint, which
lists both, records them before each has its file, so that no reader sees one of them alone.

Killed before the move, nothing names the rows: they are swept. Killed after it, the next writer
records the events that are missing. So a batch is whole or absent, and no batch is in two parts.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from derived_tables import ledger
from derived_tables.errors import DeriveError
from derived_tables.store import Bucket, Folder, Store, write_point

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KINDS = ("full", "slice", "changes", "deletes")
WHOLE_KINDS = ("full", "slice")
# A row group of a part: as many rows as DuckDB makes it by itself, or fewer of wide ones.
MOST_GROUP_ROWS, GROUP_BYTES = 122_880, 1 << 26
TIME_PATTERN = r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?)?Z?"


@dataclass(frozen=True)
class BatchSpec:
    """What is known of a batch besides its rows.

    `extracted_at` (UTC, ISO text or datetime) is required for full and slice, and must be None for
    changes and deletes, whose rows carry their own time. `columns` are the names the batch has, in
    its order; None means all columns of the relation.
    """

    kind: str
    extracted_at: str | datetime | None = None
    slice: str | None = None
    source_name: str | None = None
    columns: Sequence[str] | None = None


@dataclass(frozen=True)
class Staged:
    """A batch whose rows wait in a staging table, and all that its landed event will say."""

    number: int
    kind: str
    slice: str | None
    extracted_at: str | None
    min_time: str | None
    max_time: str | None
    rows: int
    bytes: int
    sha256: str
    columns: tuple[str, ...]
    source_name: str | None
    # Batches of one bundle (the files of an archive) land together or not at all.
    bundle: str | None = None


@dataclass(frozen=True)
class Replaced:
    """A batch in force that the one which lands takes the place of, and why."""

    batch_id: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of a staged batch: `landed`, `already` or `refused` (then `error` says why)."""

    number: int
    batch_id: str
    status: str
    error: DeriveError | None = None


def landing_root(project_dir: Path) -> Store:
    """The landing root: DERIVE_LANDING (a folder, or `s3://...`), else `data/landing`.

    A folder is relative to the project folder.
    """
    return root_at(project_dir, os.environ.get("DERIVE_LANDING", "data/landing"))


def root_at(project_dir: Path, place: str) -> Store:
    """The landing root at a place: `s3://...`, or a folder relative to the project folder."""
    if place.startswith("s3://"):
        return Bucket(place, project_dir / "data" / "upload")
    return Folder(project_dir / place)


def quoted(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def make_table(
    con: DuckDBPyConnection, name: str, types: dict[str, str], rows: Iterable[Sequence[object]]
) -> None:
    """Make a temporary table of some rows of JSON's types, given by one parameter.

    As a parameter each, thousands of values are slow: DuckDB tries to import pandas for every one.
    """
    given = json.dumps([dict(zip(types, row, strict=True)) for row in rows])
    con.execute(
        f"create or replace temp table {name} as "
        "select unnest(from_json($given, $types), recursive := true)",
        {"given": given, "types": json.dumps([types])},
    )


def looked_up(values: dict[int, str], number: str) -> str:
    """SQL for the value of a number from 0 (given as SQL), null where it has none."""
    listed = ", ".join(values.get(n, "null") for n in range(max(values) + 1))
    return f"([{listed}])[{number} + 1]"


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def row_time_sql(column: str) -> str:
    """SQL for the time in a text column of a feed of changes; null where it cannot be read."""
    text = f"trim({quoted(column)})"
    return (
        f"case when regexp_full_match({text}, '{TIME_PATTERN}') then "
        f"try_cast(replace(replace({text}, 'T', ' '), 'Z', '') as timestamp) end"
    )


def batch_id_of(
    system: str, table: str, kind: str, slice_: str | None, extracted_at: str | None, sha256: str
) -> str:
    """The batch id: a hash of what was delivered, the same however and whenever it arrives."""
    named = [system, table, kind, slice_, extracted_at, sha256]
    canonical = json.dumps(named, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def check_spec(spec: BatchSpec) -> str | None:
    """Hold a batch's kind, slice and time to each other; its time as the ledger has it, or None."""
    if spec.kind not in KINDS:
        raise DeriveError(f"kind {spec.kind!r} is none of {', '.join(KINDS)}.")
    if (spec.slice is not None) != (spec.kind == "slice"):
        raise DeriveError("a slice value goes with kind slice, and with no other.")
    if (spec.extracted_at is not None) != (spec.kind in WHOLE_KINDS):
        raise DeriveError(
            "full and slice batches have one extraction time; changes and deletes one a row."
        )
    if spec.extracted_at is None:
        return None
    moment = spec.extracted_at
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return ledger.time_text(moment)


def part_name(event: ledger.Event) -> str:
    """The name of the Parquet file of a landed event's part."""
    return f"{event['system']}/{event['table']}/_part={event['part']}/rows.parquet"


def recover(root: Store) -> list[str]:
    """Finish or undo what killed writers left; the parts finished. The caller holds the root."""
    finished = []
    for name in root.names(ledger.PENDING):
        intent = f"{ledger.PENDING}/{name}"
        events = json.loads(root.read(intent))
        first = events[0]
        if root.exists(part_name(first)):
            _finish(root, events)
            finished.append(first["part"])
        else:
            root.remove(part_name(first))
        root.remove(intent)
    root.sweep()
    for left in root.scratch.glob("*"):
        if left.is_file():
            left.unlink()
        elif _abandoned(left):
            shutil.rmtree(left)
    # What a writer recorded, and was killed before it listed, is listed now.
    ledger.write_checkpoint(root)
    return finished


def _finish(root: Store, events: Sequence[ledger.Event]) -> None:
    """Record what of an intent's events is not in the ledger yet, with the time that it now is."""
    known = ledger.read_batches(root)
    missing = [
        ledger.make_event("landed", e, reason=None)
        for e in events
        if e["event"] == "landed" and e["batch_id"] not in known
    ]
    withdrawn = [e for e in events if e["event"] == "withdrawn"]
    if missing and withdrawn:
        missing = _together(missing, [_withdrawal(known, e["batch_id"], e["reason"])
                                      for e in withdrawn])  # fmt: skip
    # Who finishes a landing is not who landed.
    missing = [{**event, "recorded_by": events[0]["recorded_by"]} for event in missing]
    _name_part(root, missing)
    if withdrawn and not missing:
        # They are in a checkpoint; not each may have its file.
        mine = {e["batch_id"] for e in events}
        ledger.write_events(root, [e for e in ledger.read_events(root) if e["batch_id"] in mine])


def _withdrawal(known: dict[str, ledger.Batch], batch_id: str, reason: str) -> ledger.Event:
    batch = known[batch_id]
    after = max(one["recorded_at"] for one in batch.events)
    return ledger.make_event("withdrawn", batch.landed, reason=reason, after=after)


def _together(
    landed: Sequence[ledger.Event], withdrawn: Sequence[ledger.Event]
) -> list[ledger.Event]:
    """Events of one step have one time, so that the ledger as at any moment has all or none."""
    events = [*landed, *withdrawn]
    moment = max(event["recorded_at"] for event in events)
    return [{**event, "recorded_at": moment} for event in events]


def _name_part(root: Store, events: Sequence[ledger.Event]) -> None:
    """Record that batches have landed, once an engine can find their part."""
    if not events:
        return
    landed = [event for event in events if event["event"] == "landed"]
    columns = list(dict.fromkeys(name for event in landed for name in event["columns"]))
    root.publish_part(landed[0], columns)
    root.check_held()
    if len(landed) < len(events):
        ledger.write_checkpoint(root, events)
        write_point()
    ledger.write_events(root, events)


def _abandoned(folder: Path) -> bool:
    """Whether the process that made a scratch folder is gone: the lock it held is free."""
    with open(folder / "lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextmanager
def scratch_folder(root: Store) -> Iterator[Path]:
    """A folder for files on their way in; swept by the next writer if this process is killed."""
    with root.exclusive():
        recover(root)
        folder = root.scratch / secrets.token_hex(8)
        folder.mkdir(parents=True)
        handle = open(folder / "lock", "w")  # noqa: SIM115
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        handle.close()


def sweep(root: Store) -> list[str]:
    """`recover`, alone."""
    with root.exclusive():
        return recover(root)


def copy(
    source: Store, target: Store, on_part: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Bring everything of one landing root to another: parts, then the events; parts brought.

    Batches keep their ids and events their times, so that both roots say the same. What the target
    has already stays as it is. `on_part` is given the parts done and the parts in all.
    """
    with source.exclusive():
        recover(source)
        events = ledger.read_events(source)
    by_part: dict[str, list[ledger.Event]] = {}
    later = []
    for event in events:
        if event["event"] == "landed":
            by_part.setdefault(part_name(event), []).append(event)
        else:
            later.append(event)
    with scratch_folder(target) as folder, target.exclusive():
        known = {event["event_id"] for event in ledger.read_events(target)}
        brought = 0
        for done, (name, landed) in enumerate(by_part.items(), 1):
            missing = [event for event in landed if event["event_id"] not in known]
            if missing:
                if not target.exists(name):
                    rows = folder / "rows.parquet"
                    rows.write_bytes(source.read(name))
                    target.put_file(rows, name)
                _name_part(target, missing)
                brought += 1
            on_part(done, len(by_part))
        ledger.write_events(target, [one for one in later if one["event_id"] not in known])
        ledger.write_checkpoint(target)
    return brought


def decide(
    system: str, table: str, staged: Sequence[Staged], known: dict[str, ledger.Batch]
) -> list[Outcome]:
    """What each staged batch may become, given the ledger and the ones before it."""
    names = {batch.number: batch.source_name or "" for batch in staged}
    instants = {
        (b.landed["slice"], b.landed["extracted_at"], b.landed["kind"]): batch_id
        for batch_id, b in known.items()
        if b.in_force
        and (b.landed["system"], b.landed["table"]) == (system, table)
        and b.landed["kind"] in WHOLE_KINDS
    }
    outcomes = []
    now_landing: set[str] = set()
    for batch in staged:
        batch_id = batch_id_of(
            system, table, batch.kind, batch.slice, batch.extracted_at, batch.sha256
        )
        instant = (batch.slice, batch.extracted_at, batch.kind)
        status, error = "landed", None
        if batch_id in now_landing or (batch_id in known and known[batch_id].in_force):
            status = "already"
        elif batch_id in known:
            status = "refused"
            error = DeriveError(
                f"this is batch {batch_id}, which was withdrawn.",
                place=batch.source_name or "",
                remedy=f"To use it again: derive batch restore {batch_id} --reason '...'",
            )
        elif batch.kind in WHOLE_KINDS and instant in instants:
            other = instants[instant]
            status = "refused"
            error = DeriveError(
                f"{system}.{table} already has a {batch.kind} extract of "
                f"{batch.extracted_at} UTC: batch {other}.",
                place=batch.source_name or "",
                remedy=f"If that one is wrong: derive batch withdraw {other} --reason '...', "
                "then upload this one; if the time is wrong, give the right one.",
            )
        else:
            now_landing.add(batch_id)
            if batch.kind in WHOLE_KINDS:
                instants[instant] = batch_id
        outcomes.append(Outcome(batch.number, batch_id, status, error))
    bundles = {batch.number: batch.bundle for batch in staged}
    refused = {bundles[one.number] for one in outcomes if one.error} - {None}
    return [
        replace(one, status="refused", error=not_alone(names[one.number]))
        if one.status == "landed" and bundles[one.number] in refused
        else one
        for one in outcomes
    ]


def not_alone(name: str) -> DeriveError:
    """Why a sound file of an archive does not land."""
    return DeriveError(
        "is not landed, because another file of its archive is refused.",
        place=name,
        remedy="Correct that one, or upload the sound ones by themselves.",
    )


def _copy_rows(
    con: DuckDBPyConnection,
    relation: str,
    columns: Sequence[str],
    landing: dict[int, str],
    target: Path,
    in_order: bool,
    row_bytes: int,
) -> dict[str, int]:
    """Write the rows of some batches to one Parquet file; rows per batch id, read back from it.

    `row_bytes` is about how much memory a row takes: a row group is held there while it is written.
    """
    # By a list and no join, which would not keep the order of rows.
    batch_id = looked_up({n: literal(one) for n, one in landing.items()}, "staged._batch")
    named = "".join(f"staged.{quoted(c)}, " for c in columns)
    order = "" if in_order else "order by staged._batch, staged._row_number"
    con.execute(
        f"copy (select {named}{batch_id} as _batch_id, _row_number, "  # noqa: S608
        # As text: Athena reads no more than milliseconds of a time in a file of Hive's.
        "strftime(_extraction_timestamp, '%Y-%m-%d %H:%M:%S.%f') as _extraction_timestamp "
        f"from {relation} as staged where {batch_id} is not null {order}) "
        f"to {literal(str(target))} (format parquet, compression zstd, "
        f"row_group_size {min(MOST_GROUP_ROWS, max(2048, GROUP_BYTES // row_bytes))})"
    )
    counted = con.execute(
        "select _batch_id, count(*) from read_parquet(?) group by _batch_id", [str(target)]
    )
    return dict(counted.fetchall())


def land_staged(
    con: DuckDBPyConnection,
    root: Store,
    system: str,
    table: str,
    staged: Sequence[Staged],
    relation: str,
    columns: Sequence[str],
    *,
    in_order: bool = False,
    replaces: Replaced | None = None,
) -> list[Outcome]:
    """Land the staged batches that may land as one part, and say what became of each.

    `relation` has `columns` as text, `_batch` (a `Staged.number`), `_row_number` and
    `_extraction_timestamp`. `in_order` keeps its rows in the order they are in. With `replaces`,
    one batch is staged, and that it lands and the other is withdrawn is one step.
    """
    with root.exclusive():
        recover(root)
        known = ledger.read_batches(root)
        withdrawn = []
        if replaces:
            old = known.pop(replaces.batch_id)
            refuse_replacing(old, system, table, staged[0].kind)
            withdrawn = [_withdrawal({old.batch_id: old}, old.batch_id, replaces.reason)]
        outcomes = decide(system, table, staged, known)
        landing = {o.number: o.batch_id for o in outcomes if o.status == "landed"}
        if landing:
            chosen = [batch for batch in staged if batch.number in landing]
            _write_part(
                con, root, system, table, chosen, landing, relation, columns, in_order, withdrawn
            )
            ledger.write_checkpoint(root)
    return outcomes


def refuse_replacing(old: ledger.Batch, system: str, table: str, kind: str) -> None:
    """DeriveError where a batch is not one that a file of this table and kind can replace."""
    mine = old.landed
    if (mine["system"], mine["table"], mine["kind"]) != (system, table, kind):
        raise DeriveError(
            f"batch {old.batch_id} is of {mine['system']}.{mine['table']}, kind {mine['kind']}; "
            f"a file of {system}.{table}, kind {kind}, cannot replace it.",
            remedy=f"`derive batch list {system}.{table}` shows what it may replace.",
        )
    if not old.in_force:
        raise DeriveError(
            f"batch {old.batch_id} is withdrawn already: there is nothing to replace.",
            remedy="Leave out --replaces.",
        )


def _write_part(
    con: DuckDBPyConnection,
    root: Store,
    system: str,
    table: str,
    staged: Sequence[Staged],
    landing: dict[int, str],
    relation: str,
    columns: Sequence[str],
    in_order: bool,
    withdrawn: Sequence[ledger.Event],
) -> None:
    joined = "\n".join(sorted(landing.values()))
    part = hashlib.sha256(joined.encode()).hexdigest()[:16]
    events = []
    for batch in staged:
        fields = {
            **{name: getattr(batch, name) for name in ledger.EVENT_FIELDS if hasattr(batch, name)},
            "batch_id": landing[batch.number],
            "system": system,
            "table": table,
            "part": part,
            "columns": list(batch.columns),
        }
        events.append(ledger.make_event("landed", fields, reason=None))
    landed = list(events)
    if withdrawn:
        events = _together(landed, withdrawn)
    intent = f"{ledger.PENDING}/{part}.json"
    root.put_if_absent(intent, json.dumps(events, ensure_ascii=False).encode())
    root.settle(ledger.PENDING)

    scratch = root.scratch / f"{part}.parquet"
    scratch.parent.mkdir(parents=True, exist_ok=True)
    write_point()
    try:
        rows = max(1, sum(batch.rows for batch in staged))
        row_bytes = sum(batch.bytes for batch in staged) // rows + 16 * (len(columns) + 1)
        counted = _copy_rows(con, relation, columns, landing, scratch, in_order, row_bytes)
        for event in landed:
            found = counted.get(event["batch_id"], 0)
            if found != event["rows"]:
                raise DeriveError(
                    f"{event['rows']} rows were read and {found} written; nothing was landed.",
                    place=event["source_name"] or event["batch_id"],
                    remedy="This is a fault of derive itself: please report it.",
                )
    except BaseException:
        scratch.unlink(missing_ok=True)
        root.remove(intent)
        raise
    root.put_file(scratch, part_name(events[0]))
    write_point()
    _name_part(root, events)
    write_point()
    root.remove(intent)


def land_batches(
    con: DuckDBPyConnection,
    root: Store,
    system: str,
    table: str,
    batches: Sequence[BatchSpec],
    sql: str,
    *,
    time_column: str | None = None,
    in_order: bool = False,
) -> list[str]:
    """Land the rows of a query as one part holding `batches`; their ids, in order.

    `sql` is a select (no trailing semicolon) over what `con` can see. Its columns are:

    - `_batch`: which batch the row belongs to, a 0-based index into `batches`;
    - `_row_number`: 1..n within the batch, in the order that the file would have had;
    - every other column is a source column, landed as text under its lower-cased name.

    `time_column` names the source column that holds the row's time; changes and deletes need it
    (text as `2025-01-31 10:20:30[.ffffff]`, or a timestamp). A batch may have no rows. A batch's
    `columns` lists those it has (default: all); the others must be null in its rows.

    With `in_order`, the query is read as it stands, twice: its source columns are text, it has the
    rows' time as `_extraction_timestamp` (a timestamp; null in full extracts), and its rows are in
    the same order each time, which the part keeps.

    Example: `land_batches(con, root, "nomis", "offenders",
    [BatchSpec("changes", source_name="offenders_20250101.csv")], "select 0 as _batch, ...",
    time_column="extraction_timestamp")`.

    The same rows again are the same batch: nothing is written and its id is returned. Content is
    hashed in SQL, whatever the number of threads. A withdrawn batch, or a second full at one
    instant, raises DeriveError after the others have landed. No clock is consulted: a batch may lie
    in the future.
    """
    times = [check_spec(spec) for spec in batches]
    described = con.execute(f"describe {sql}").fetchall()
    names = [row[0] for row in described]
    given = ("_batch", "_row_number", *(("_extraction_timestamp",) if in_order else ()))
    source = [name for name in names if name not in given]
    lowered = [name.lower() for name in source]
    by_time = time_column and row_time_sql(time_column.lower())
    casts = ", ".join(
        f"cast({quoted(name)} as varchar) as {quoted(low)}"
        for name, low in zip(source, lowered, strict=True)
    )
    make_table(
        con,
        "_derive_batches",
        {"n": "INTEGER", "whole": "BOOLEAN", "extracted_at": "TIMESTAMP"},
        [(n, spec.kind in WHOLE_KINDS, times[n]) for n, spec in enumerate(batches)],
    )
    if in_order:
        casts = f"{casts}, _extraction_timestamp as _time"
        by_time = "_time"
    con.execute(
        f"create or replace temp {'view' if in_order else 'table'} _derive_rows as "  # noqa: S608
        f"with given as (select _batch, _row_number, {casts} from ({sql})) "
        f"select given.*{' exclude (_time)' if in_order else ''}, "
        f"case when whole then extracted_at else {by_time or 'null'} end as _extraction_timestamp "
        "from given left join _derive_batches on _derive_batches.n = given._batch"
    )
    stats = con.execute(
        "with hashed as (select _batch, _row_number, _extraction_timestamp, "  # noqa: S608
        f"{row_hash(lowered, numbered=True)} as h, "
        f"{text_bytes(lowered)} as b "
        "from _derive_rows) "
        "select _batch, count(*), sum(b), cast(min(_extraction_timestamp) as varchar), "
        "cast(max(_extraction_timestamp) as varchar), "
        "count(*) filter (where _extraction_timestamp is null), "
        "min(_row_number), max(_row_number), sum(h), bit_xor(h) "
        "from hashed group by _batch"
    ).fetchall()
    found = {row[0]: row for row in stats}
    staged = []
    for n, spec in enumerate(batches):
        row = found.pop(n, (n, 0, 0, None, None, 0, 1, 0, 0, 0))
        _, rows, size, least, greatest, untimed, first, last, *sums = row
        place = f"{system}.{table} batch {n}"
        if untimed:
            raise DeriveError(f"{untimed} rows have no readable time.", place=place)
        if first != 1 or last != rows:
            raise DeriveError(f"row numbers run {first}-{last}, not 1-{rows}.", place=place)
        columns = tuple(name.lower() for name in spec.columns or lowered)
        content = json.dumps([list(columns), rows, [str(s) for s in sums]])
        staged.append(
            Staged(
                number=n,
                kind=spec.kind,
                slice=spec.slice,
                extracted_at=times[n],
                min_time=times[n] or padded(least),
                max_time=times[n] or padded(greatest),
                rows=rows,
                bytes=int(size or 0),
                sha256=hashlib.sha256(content.encode()).hexdigest(),
                columns=columns,
                source_name=spec.source_name,
            )
        )
    if found:
        raise DeriveError(f"rows of batches that are not listed: {sorted(found, key=str)[:5]}.")
    outcomes = land_staged(
        con, root, system, table, staged, "_derive_rows", lowered, in_order=in_order
    )
    con.execute(f"drop {'view' if in_order else 'table'} _derive_rows")
    con.execute("drop table _derive_batches")
    for outcome in outcomes:
        if outcome.error:
            raise outcome.error
    return [outcome.batch_id for outcome in outcomes]


def row_hash(columns: Sequence[str], *, numbered: bool = False) -> str:
    """SQL for 64 bits of the MD5 of a row's text, and of its number if that is `numbered`.

    A value comes with its length; nothing is before the colon where there is no value.
    """
    text = ", ".join(f"strlen({quoted(c)}), ':', {quoted(c)}" for c in columns)
    number = "_row_number, ' ', " if numbered else ""
    # As `md5_number_lower`, which takes four times as long, by way of the bits as text.
    return f"(md5_number(concat({number}{text})) >> 64)::ubigint"


def text_bytes(columns: Sequence[str]) -> str:
    """SQL for the bytes of a row's text, each value with its separator."""
    return " + ".join(f"coalesce(strlen({quoted(c)}), 0) + 1" for c in columns) or "0"


def padded(text: str | None) -> str | None:
    """DuckDB's text of a timestamp with six decimals, as the ledger has it."""
    if text is None:
        return None
    head, _, tail = text.partition(".")
    return f"{head}.{tail:0<6}"
