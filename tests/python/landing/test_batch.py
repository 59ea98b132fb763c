"""`derive batch`: states, and the changes of state that are refused."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path

from landing_world import World


def test_withdraw_restore_and_release_say_who_and_why(world: World, day: Callable) -> None:
    world.full(day(1))
    batch_id = world.list()[0]["batch_id"]
    world.derive("batch", "withdraw", batch_id[:6], "--reason", "wrong file")
    assert world.list()[0]["state"] == "withdrawn"
    world.derive("batch", "restore", batch_id, "--reason", "it was right")
    assert world.list()[0]["state"] == "in force"
    world.derive("batch", "release", batch_id, "--reason", "the fall is real")
    found = world.list()[0]
    assert found["state"] == "released"
    said = [(e["event"], e["reason"], e["recorded_by"]) for e in found["events"]]
    who = getpass.getuser()
    assert said == [
        ("landed", None, who),
        ("withdrawn", "wrong file", who),
        ("restored", "it was right", who),
        ("released", "the fall is real", who),
    ]


def test_impossible_changes_are_refused(world: World, day: Callable) -> None:
    world.full(day(1))
    batch_id = world.list()[0]["batch_id"]

    def refuse(verb: str, batch: str, text: str, reason: str = "because") -> None:
        before = world.list()
        result = world.derive("batch", verb, batch, "--reason", reason, code=1)
        assert text in result.stderr
        assert world.list() == before

    refuse("withdraw", "nothing", "there is no batch 'nothing'")
    refuse("withdraw", batch_id, "--reason is empty", reason="  ")
    refuse("restore", batch_id, "is in force")
    world.derive("batch", "withdraw", batch_id, "--reason", "because")
    refuse("withdraw", batch_id, "already withdrawn, by")
    refuse("release", batch_id, f"derive batch restore {batch_id}")
    world.derive("batch", "restore", batch_id, "--reason", "because")
    world.derive("batch", "release", batch_id, "--reason", "because")
    refuse("release", batch_id, "already released")
    world.derive("batch", "withdraw", batch_id, code=2)


def test_a_prefix_must_be_of_one_batch(world: World, day: Callable) -> None:
    world.full(*(day(n) for n in range(1, 19)))
    first = [batch["batch_id"][0] for batch in world.list()]
    shared = next(digit for digit in first if first.count(digit) > 1)
    result = world.derive("batch", "withdraw", shared, "--reason", "because", code=1)
    assert f"batches begin with {shared}" in result.stderr


def test_restore_is_refused_where_another_full_took_the_instant(
    world: World, day: Callable
) -> None:
    world.full(day(1))
    old = world.list()[0]["batch_id"]
    world.derive("batch", "withdraw", old, "--reason", "wrong file")
    world.full(day(1, rows=4))
    new = next(b["batch_id"] for b in world.list() if b["batch_id"] != old)
    result = world.derive("batch", "restore", old, "--reason", "again", code=1)
    assert f"batch {new} is in force as the full extract" in result.stderr


def test_list_of_a_table_and_of_nothing(world: World, day: Callable) -> None:
    assert "0 batches" in world.derive("batch", "list").stdout
    world.full(day(1), day(2))
    assert "2 batches" in world.derive("batch", "list", "nyc.custody").stdout
    assert "0 batches" in world.derive("batch", "list", "prison.moves").stdout
    assert "SYSTEM.TABLE" in world.derive("batch", "list", "moves", code=1).stderr


def test_outside_a_project_the_command_says_so(
    world: World, tmp_path: Path, monkeypatch: object
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no dbt_project.yml" in world.derive("batch", "list", code=1).stderr


def test_a_landing_is_copied_with_its_events(world: World, day: Callable, tmp_path: Path) -> None:
    world.full(day(1), day(2))
    world.derive("batch", "withdraw", world.list()[0]["batch_id"], "--reason", "wrong file")
    copy = tmp_path / "copy"
    assert "1 parts brought" in world.derive("landing", "copy", copy).stdout
    assert "0 parts brought" in world.derive("landing", "copy", copy).stdout
    there = {
        path.relative_to(copy): path.read_bytes()
        for path in copy.rglob("*")
        if path.is_file() and path.name != "_lock"
    }
    here = {path: (world.root / path).read_bytes() for path in there}
    assert there == here
    assert len(there) == 4
