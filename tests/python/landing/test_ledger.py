"""Events, checkpoints and the fold."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from derived_tables import landing, ledger
from derived_tables.errors import DeriveError
from derived_tables.store import Folder


def event(number: int, kind: str = "landed", at: str = "", **more: object) -> dict:
    batch_id = f"{number:016x}"
    made = dict.fromkeys(ledger.EVENT_FIELDS)
    made |= {
        "event_id": f"landed-{batch_id}" if kind == "landed" else f"{kind}-{batch_id}-{at}",
        "event": kind,
        "batch_id": batch_id,
        "recorded_at": at or f"2025-01-01 00:00:{number % 60:02d}.000000",
        "source_name": "line\u2028separator.csv",
    }
    return made | more


def test_an_event_is_put_once_and_never_changed(tmp_path: Path) -> None:
    ledger.write_events(Folder(tmp_path), [event(1, rows=5)])
    ledger.write_events(Folder(tmp_path), [event(1, rows=6)])
    assert [e["rows"] for e in ledger.read_events(Folder(tmp_path))] == [5]


def test_a_checkpoint_comes_after_more_than_64_unlisted_events(tmp_path: Path) -> None:
    ledger.write_events(Folder(tmp_path), [event(n) for n in range(64)])
    assert not ledger.write_checkpoint(Folder(tmp_path))
    ledger.write_events(Folder(tmp_path), [event(64)])
    assert ledger.write_checkpoint(Folder(tmp_path))
    assert not ledger.write_checkpoint(Folder(tmp_path))
    found = list((tmp_path / "_ledger" / "checkpoints").iterdir())
    assert [path.name for path in found] == ["000000000001"]
    listed = gzip.decompress((found[0] / ledger.LIST).read_bytes()).decode()
    assert len(listed.strip("\n").split("\n")) == 65


def test_readers_use_the_checkpoint_and_what_it_does_not_list(tmp_path: Path) -> None:
    ledger.write_events(Folder(tmp_path), [event(n) for n in range(70)])
    ledger.write_checkpoint(Folder(tmp_path))
    for n in range(70):
        # Readers need no listed file: they take the checkpoint's word.
        (tmp_path / "_ledger" / "events" / f"landed-{n:016x}.json").write_text("broken")
    # A late event: recorded long before the checkpoint, put there after it.
    ledger.write_events(Folder(tmp_path), [event(99, at="2024-01-01 00:00:00.000000")])
    events = ledger.read_events(Folder(tmp_path))
    assert len(events) == 71
    assert events[0]["batch_id"] == f"{99:016x}"


def test_an_event_put_while_a_checkpoint_is_written_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.write_events(Folder(tmp_path), [event(n) for n in range(70)])
    real = ledger.read_events

    def read_then_put(root: Folder, known_at: str | None = None) -> list[dict]:
        events = real(root, known_at)
        ledger.write_events(Folder(tmp_path), [event(99)])
        return events

    monkeypatch.setattr(ledger, "read_events", read_then_put)
    assert ledger.write_checkpoint(Folder(tmp_path))
    assert len(real(Folder(tmp_path))) == 71


def test_old_checkpoints_go_and_the_newest_lists_all(tmp_path: Path) -> None:
    landed = 0
    for _ in range(12):
        more = max(65, landed // 4 + 1)
        ledger.write_events(Folder(tmp_path), [event(n) for n in range(landed, landed + more)])
        assert ledger.write_checkpoint(Folder(tmp_path))
        landed += more
    names = sorted(p.name for p in (tmp_path / "_ledger" / "checkpoints").iterdir())
    assert names == [f"{n:012d}" for n in range(3, 13)]
    assert len(ledger.read_events(Folder(tmp_path))) == landed


def test_a_quarter_of_the_events_may_wait_for_the_next_checkpoint(tmp_path: Path) -> None:
    root = Folder(tmp_path)
    ledger.write_events(root, [event(n) for n in range(400)])
    assert ledger.write_checkpoint(root)
    ledger.write_events(root, [event(n) for n in range(400, 500)])
    assert not ledger.write_checkpoint(root)
    assert len(ledger.read_events(root)) == 500
    ledger.write_events(root, [event(500)])
    assert ledger.write_checkpoint(root)


def test_the_fold_takes_the_latest_by_time_recorded(tmp_path: Path) -> None:
    ledger.write_events(
        Folder(tmp_path),
        [
            event(1, "restored", "2025-03-03 00:00:00.000000"),
            event(1, "withdrawn", "2025-02-02 00:00:00.000000"),
            event(1),
            event(2),
            event(2, "withdrawn", "2025-02-02 00:00:00.000000"),
            event(2, "released", "2025-03-03 00:00:00.000000"),
        ],
    )
    states = [batch.state for batch in ledger.read_batches(Folder(tmp_path)).values()]
    assert states == ["in force", "withdrawn"]
    known = ledger.read_batches(Folder(tmp_path), known_at="2025-02-15 00:00:00.000000")
    assert [batch.state for batch in known.values()] == ["withdrawn", "withdrawn"]
    assert not ledger.read_batches(Folder(tmp_path), known_at="2024-12-31 00:00:00.000000")


def test_an_event_is_later_than_the_one_it_follows_even_if_the_clock_is_not() -> None:
    landed = event(1)
    later = ledger.make_event("withdrawn", landed, reason="x", after="2999-01-01 00:00:00.000000")
    assert later["recorded_at"] == "2999-01-01 00:00:00.000001"


def test_an_event_carries_the_name_of_the_person_acted_for() -> None:
    landed = event(1)
    own = ledger.make_event("landed", landed, reason=None)["recorded_by"]
    with ledger.acting_as("Zoë O'Neill"):
        assert ledger.make_event("landed", landed, reason=None)["recorded_by"] == "Zoë O'Neill"
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(ledger.make_event, "landed", landed, reason=None)
            assert other.result()["recorded_by"] == own
    assert ledger.make_event("landed", landed, reason=None)["recorded_by"] == own


@pytest.mark.parametrize(
    "name",
    ["", " ", "maria ", " maria", "a\nb", "a\x00b", "a\x1b[31m", "a\u202eb", "a\u200bb", "x" * 101],
)
def test_a_name_that_does_not_print_is_nobody(name: str) -> None:
    with pytest.raises(DeriveError, match="not a person's name"), ledger.acting_as(name):
        pass


def test_who_finishes_a_killed_landing_is_not_who_landed(tmp_path: Path) -> None:
    root = Folder(tmp_path)
    with ledger.acting_as("maria"):
        landed = ledger.make_event(
            "landed",
            event(1, system="s", table="t", part="p", columns=[], rows=0),
            reason=None,
        )
    root.put_if_absent(f"{ledger.PENDING}/p.json", json.dumps([landed]).encode())
    root.put_if_absent(landing.part_name(landed), b"rows")
    with ledger.acting_as("jo"):
        assert landing.sweep(root) == ["p"]
    assert [e["recorded_by"] for e in ledger.read_events(root)] == ["maria"]
