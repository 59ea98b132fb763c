"""A crash anywhere leaves no batch or a whole one; two writers at once lose nothing."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from landing_world import custody_text, make_project, processes, run_process, upload_days, withdraw

from derived_tables import landing, ledger


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DERIVE_LANDING", raising=False)
    return make_project(tmp_path / "project")


def write_days(folder: Path, days: range) -> list[str]:
    folder.mkdir(exist_ok=True)
    files = []
    for day in days:
        path = folder / f"custody_202003{day:02d}.csv"
        path.write_text(custody_text(day, rows=day))
        files.append(str(path))
    return files


def whole_batches(root: Path, exact: bool) -> dict[str, int]:
    """Rows landed by file name; fails if a batch is not whole, or (exact) a row is in two parts."""
    found = {}
    stored = 0
    parts = set()
    for batch in ledger.read_batches(root).values():
        landed = batch.landed
        part = landing.part_file(root, landed["system"], landed["table"], landed["part"])
        parts.add(part)
        with duckdb.connect() as con:
            count, low, high = con.execute(
                "select count(*), min(_row_number), max(_row_number) from read_parquet(?) "
                "where _batch_id = ?",
                [str(part), batch.batch_id],
            ).fetchone()
        assert (count, low, high) == (landed["rows"], 1, landed["rows"])
        found[landed["source_name"]] = count
    for part in parts:
        with duckdb.connect() as con:
            stored += con.execute("select count(*) from read_parquet(?)", [str(part)]).fetchone()[0]
    if exact:
        assert stored == sum(found.values())
        assert parts == set(root.rglob("*.parquet"))
    return found


def test_killed_at_every_write_leaves_whole_batches_or_none(place: Path, tmp_path: Path) -> None:
    root = landing.landing_root(place)
    seen_before, seen_after = set(), set()
    days = write_days(tmp_path / "inbox", range(1, 4))
    killed = 0
    for number in range(1, 100):
        # A root of its own for every try; the checkpoint (limit 1) is written too.
        if root.exists():
            os.rename(root, tmp_path / f"root_{number}")
        code = run_process(upload_days, str(place), days, number, 400, 1)
        if code == 0:
            break
        assert code == -9
        killed += 1
        found = whole_batches(root, exact=False)
        seen_before.add(len(found))
        assert run_process(upload_days, str(place), days, 0, 400, 1) == 0
        found = whole_batches(root, exact=True)
        seen_after.add(len(found))
        assert sorted(found.values()) == [1, 2, 3]
        left = [p for p in root.rglob("*") if p.is_file() and p.parent.name in ("pending", "tmp")]
        assert not left
        assert not list((root / "_tmp").iterdir())
    assert killed > 15, "the write points were not reached"
    assert seen_before == {0, 1, 2, 3}, "no crash fell between the events of one part"
    assert seen_after == {3}


def test_killed_while_withdrawing(place: Path, tmp_path: Path) -> None:
    root = landing.landing_root(place)
    days = write_days(tmp_path / "inbox", range(1, 3))
    assert run_process(upload_days, str(place), days, 0) == 0
    states = set()
    batch_id = next(iter(ledger.read_batches(root)))
    for number in range(1, 20):
        code = run_process(withdraw, str(place), batch_id, number)
        state = ledger.read_batches(root)[batch_id].state
        states.add((code, state))
        if state == "withdrawn":
            break
    assert states == {(-9, "in force"), (-9, "withdrawn")}
    # The event is there once, and the next writer clears the scratch.
    landing.sweep(root)
    assert not list((root / "_ledger" / "tmp").iterdir())
    assert [e["event"] for e in ledger.read_events(root)].count("withdrawn") == 1


def test_sweep_leaves_alone_what_a_living_process_is_taking_in(place: Path) -> None:
    root = landing.landing_root(place)
    with landing.scratch_folder(root) as scratch:
        (scratch / "000001.csv").write_text("a")
        landing.sweep(root)
        assert (scratch / "000001.csv").exists()
    assert not scratch.exists()


def test_two_processes_at_once_lose_nothing(place: Path, tmp_path: Path) -> None:
    root = landing.landing_root(place)
    days = write_days(tmp_path / "inbox", range(1, 13))
    # They share four days, and write many parts and checkpoints.
    shares = [days[:8], days[4:], days[2:10]]
    context = processes()
    running = [
        context.Process(target=upload_days, args=(str(place), share, 0, 2, 3)) for share in shares
    ]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0, 0, 0]
    assert len(whole_batches(root, exact=True)) == 12
    assert sum(e["event"] == "landed" for e in ledger.read_events(root)) == 12
