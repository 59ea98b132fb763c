"""The ledger: what was landed, withdrawn, restored and released, by whom, when and why.

An event is one JSON file under `<root>/_ledger/events`, put there only if absent, never changed.
A checkpoint lists events, one a line, so that a reader opens one file in place of thousands.
Readers take the newest checkpoint and every event file that it does not list, so an event that
arrives late, or while a checkpoint is being written, is never missed. On S3 a checkpoint follows
every write: it is what Athena reads.

Writers hold the landing root (see `derived_tables.store`). What a killed writer leaves is found
again through its intent (`_ledger/pending/<part>.json`, see `derived_tables.landing`).
"""

from __future__ import annotations

import getpass
import gzip
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from derived_tables.errors import DeriveError

if TYPE_CHECKING:
    from derived_tables.store import Store

Event = dict[str, Any]

EVENT_FIELDS = (
    "event_id", "event", "batch_id", "recorded_at", "recorded_by", "reason", "system", "table",
    "kind", "slice", "extracted_at", "min_time", "max_time", "rows", "bytes", "sha256", "columns",
    "part", "source_name",
)  # fmt: skip
EVENTS, CHECKPOINTS, PENDING = "_ledger/events", "_ledger/checkpoints", "_ledger/pending"
LIST = "events.jsonl.gz"
# A reader that has found the newest one has the time of so many writes to read it.
CHECKPOINTS_KEPT = 10
TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
NAME_LENGTH = 100

_acting: ContextVar[str | None] = ContextVar("acting", default=None)


def utc_now() -> datetime:
    """The clock, as a UTC datetime without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def time_text(moment: datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS.ffffff`, the text of every time in the ledger."""
    return moment.strftime(TIME_FORMAT).rjust(26, "0")


def checked_name(name: str) -> str:
    """A person's name as the ledger and the logs may have it; DeriveError for any other.

    It has 1 to 100 characters that print (no control or invisible ones), and no space at an end.
    """
    if not name or name != name.strip() or len(name) > NAME_LENGTH or not name.isprintable():
        raise DeriveError(
            f"{name[:NAME_LENGTH]!r} is not a person's name.",
            remedy=f"A name has 1 to {NAME_LENGTH} characters that print, and no space at an end.",
        )
    return name


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Record what is done inside as done by this person, not by the user of the process.

    It holds for the thread, or the asynchronous task, that enters it. DeriveError for a name that
    `checked_name` refuses.
    """
    token = _acting.set(checked_name(name))
    try:
        yield
    finally:
        _acting.reset(token)


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
        "recorded_by": _acting.get() or getpass.getuser(),
        "reason": reason,
    }
    return {name: ({**landed, **own}).get(name) for name in EVENT_FIELDS}


def write_events(root: Store, events: Iterable[Event]) -> None:
    """Record events, each only if absent; the caller holds the root."""
    for event in events:
        text = json.dumps(event, ensure_ascii=False) + "\n"
        root.put_if_absent(f"{EVENTS}/{event['event_id']}.json", text.encode())
    root.settle(EVENTS)


def checkpoints(root: Store) -> list[str]:
    """The numbers of the checkpoints that there are, as text, the newest last."""
    return [name for name in root.names(CHECKPOINTS) if name.isdecimal()]


def _read_checkpoint(root: Store) -> dict[str, Event]:
    """The events of the newest checkpoint; an older reader's may have been removed meanwhile."""
    for _ in range(10):
        found = checkpoints(root)
        if not found:
            return {}
        try:
            packed = root.read(f"{CHECKPOINTS}/{found[-1]}/{LIST}")
        except FileNotFoundError:
            continue
        return dict(_unpacked(packed))
    return {}


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> dict[str, Event]:
    """The events of a checkpoint's bytes; one that lands many tables reads the same again."""
    lines = gzip.decompress(packed).decode().split("\n")
    return {event["event_id"]: event for event in map(json.loads, filter(None, lines))}


def read_events(root: Store, known_at: str | None = None) -> list[Event]:
    """Every event recorded by `known_at` (all without it), by time recorded, then event id."""
    events = _read_checkpoint(root)
    for name in root.names(EVENTS):
        event_id = name.removesuffix(".json")
        if name.endswith(".json") and event_id not in events:
            events[event_id] = json.loads(root.read(f"{EVENTS}/{name}"))
    known = [e for e in events.values() if known_at is None or e["recorded_at"] <= known_at]
    return sorted(known, key=lambda e: (e["recorded_at"], e["event_id"]))


def write_checkpoint(root: Store, also: Sequence[Event] = ()) -> bool:
    """Write the next checkpoint when more events are in none than the root allows; True if so.

    The caller holds the root. A checkpoint lists the events it has read, and those given as `also`,
    which are recorded by this, all at once; no more: one that lands after the folder was listed is
    not in it, and readers find its file.
    """
    found = checkpoints(root)
    listed = len(_read_checkpoint(root))
    # On a folder they may be a few, or a quarter of those listed, so that many landings in a row
    # do not write the whole list each time.
    allowed = max(root.unlisted_limit, listed // 4) if root.unlisted_limit else 0
    if not also and len(root.names(EVENTS)) - listed <= allowed:
        return False
    number = int(found[-1]) + 1 if found else 1
    lines = [json.dumps(event, ensure_ascii=False) + "\n" for event in (*read_events(root), *also)]
    folder = f"{CHECKPOINTS}/{number:012d}"
    packed = gzip.compress("".join(lines).encode(), compresslevel=6, mtime=0)
    root.put_if_absent(f"{folder}/{LIST}", packed)
    root.settle(CHECKPOINTS)
    root.publish_ledger(folder)
    for old in found[: -(CHECKPOINTS_KEPT - 1)]:
        root.remove(f"{CHECKPOINTS}/{old}/{LIST}")
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


def read_batches(root: Store, known_at: str | None = None) -> dict[str, Batch]:
    """Every batch of the ledger as at `known_at`, by id, in the order of landing."""
    return fold(read_events(root, known_at))
