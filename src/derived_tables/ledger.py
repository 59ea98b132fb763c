"""The ledger: what was landed, withdrawn, restored and released, by whom, when and why.

An event is one JSON file under `<root>/_ledger/events`, put there only if absent, never changed.
A checkpoint lists events, one a line, so that a reader opens one file in place of thousands.
Readers take the newest checkpoint and every event file that it does not list, so an event that
arrives late, or while a checkpoint is being written, is never missed.

Writers hold an exclusive lock on the landing root. What a killed writer leaves is found again
through its intent (`_ledger/pending/<part>.json`, see `derived_tables.landing`).
"""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import secrets
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Event = dict[str, Any]

EVENT_FIELDS = (
    "event_id", "event", "batch_id", "recorded_at", "recorded_by", "reason", "system", "table",
    "kind", "slice", "extracted_at", "min_time", "max_time", "rows", "bytes", "sha256", "columns",
    "part", "source_name",
)  # fmt: skip
UNLISTED_LIMIT = 64
CHECKPOINTS_KEPT = 3
TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f"

_writes = 0


def write_point() -> None:
    """Count one step of a write; a test that sets DERIVE_CRASH_AT=n is killed at the n-th."""
    global _writes
    _writes += 1
    if os.environ.get("DERIVE_CRASH_AT") == str(_writes):
        os.kill(os.getpid(), signal.SIGKILL)


def utc_now() -> datetime:
    """The clock, as a UTC datetime without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def time_text(moment: datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS.ffffff`, the text of every time in the ledger."""
    return moment.strftime(TIME_FORMAT).rjust(26, "0")


@dataclass
class Batch:
    """A batch as its events leave it."""

    landed: Event
    in_force: bool = True
    released: bool = False
    events: list[Event] = field(default_factory=list)

    @property
    def batch_id(self) -> str:
        """The 16 hex digits that name the batch."""
        return self.landed["batch_id"]

    @property
    def state(self) -> str:
        """`in force`, `released` (in force, though it would be held) or `withdrawn`."""
        if not self.in_force:
            return "withdrawn"
        return "released" if self.released else "in force"


def ledger_dir(root: Path) -> Path:
    """The ledger's folder under the landing root."""
    return root / "_ledger"


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Hold the landing root's lock; the kernel lets go of it however the process ends."""
    root.mkdir(parents=True, exist_ok=True)
    with open(root / "_lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def sync_dir(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_if_absent(root: Path, target: Path, text: str) -> bool:
    """Write a whole file under a temporary name, then link it to its own; False if it was there."""
    scratch = ledger_dir(root) / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = scratch / secrets.token_hex(8)
    write_point()
    with open(temporary, "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    write_point()
    try:
        os.link(temporary, target)
        return True
    except FileExistsError:
        return False
    finally:
        write_point()
        temporary.unlink()


def make_event(event: str, landed: Event, *, reason: str | None, after: str = "") -> Event:
    """An event about a batch, with its landed fields repeated; later than the text time `after`."""
    now = utc_now()
    if after and time_text(now) <= after:
        now = datetime.strptime(after, TIME_FORMAT) + timedelta(microseconds=1)
    batch_id = landed["batch_id"]
    event_id = f"landed-{batch_id}"
    if event != "landed":
        event_id = f"{event}-{batch_id}-{now.strftime('%Y%m%d%H%M%S%f')}-{secrets.token_hex(4)}"
    own = {
        "event_id": event_id,
        "event": event,
        "recorded_at": time_text(now),
        "recorded_by": getpass.getuser(),
        "reason": reason,
    }
    return {name: ({**landed, **own}).get(name) for name in EVENT_FIELDS}


def write_events(root: Path, events: Iterable[Event]) -> None:
    """Record events, each only if absent; the caller holds the lock."""
    folder = ledger_dir(root) / "events"
    for event in events:
        text = json.dumps(event, ensure_ascii=False) + "\n"
        put_if_absent(root, folder / f"{event['event_id']}.json", text)
    if folder.exists():
        sync_dir(folder)


def _checkpoints(root: Path) -> list[Path]:
    return sorted((ledger_dir(root) / "checkpoints").glob("[0-9]*.jsonl"))


def _read_checkpoint(root: Path) -> dict[str, Event]:
    for _ in range(10):
        found = _checkpoints(root)
        if not found:
            return {}
        try:
            lines = found[-1].read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            continue
        return {event["event_id"]: event for event in map(json.loads, filter(None, lines))}
    return {}


def read_events(root: Path, known_at: str | None = None) -> list[Event]:
    """Every event recorded by `known_at` (all without it), by time recorded, then event id."""
    events = _read_checkpoint(root)
    folder = ledger_dir(root) / "events"
    names = os.listdir(folder) if folder.exists() else []
    for name in names:
        event_id = name.removesuffix(".json")
        if name.endswith(".json") and event_id not in events:
            events[event_id] = json.loads((folder / name).read_text(encoding="utf-8"))
    known = [e for e in events.values() if known_at is None or e["recorded_at"] <= known_at]
    return sorted(known, key=lambda e: (e["recorded_at"], e["event_id"]))


def write_checkpoint(root: Path) -> bool:
    """Write the next checkpoint when more than UNLISTED_LIMIT events are in none; True if written.

    The caller holds the lock. A checkpoint lists the events it has read, no more: one that lands
    after the folder was listed is not in it, and readers find its file.
    """
    found = _checkpoints(root)
    listed = len(_read_checkpoint(root))
    folder = ledger_dir(root) / "events"
    count = len(os.listdir(folder)) if folder.exists() else 0
    if count - listed <= UNLISTED_LIMIT:
        return False
    number = int(found[-1].stem) + 1 if found else 1
    lines = [json.dumps(event, ensure_ascii=False) + "\n" for event in read_events(root)]
    target = ledger_dir(root) / "checkpoints" / f"{number:012d}.jsonl"
    put_if_absent(root, target, "".join(lines))
    sync_dir(target.parent)
    for old in found[: -(CHECKPOINTS_KEPT - 1)]:
        old.unlink(missing_ok=True)
    return True


def fold(events: Iterable[Event]) -> dict[str, Batch]:
    """The state of every batch, by id, from events in the order `read_events` gives them."""
    batches: dict[str, Batch] = {}
    for event in events:
        batch_id = event["batch_id"]
        if event["event"] == "landed":
            batches.setdefault(batch_id, Batch(event))
        if batch_id not in batches:
            continue
        batch = batches[batch_id]
        batch.events.append(event)
        if event["event"] == "released":
            batch.released = True
        else:
            batch.in_force = event["event"] != "withdrawn"
    return batches


def read_batches(root: Path, known_at: str | None = None) -> dict[str, Batch]:
    """Every batch of the ledger as at `known_at`, by id, in the order of landing."""
    return fold(read_events(root, known_at))
