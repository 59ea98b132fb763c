"""`--replaces`: a batch is withdrawn and its correction lands, both or neither."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from landing_world import World, custody_text, run_process, upload_replacing

from derived_tables import landing, ledger
from derived_tables.store import Folder

WHY = ("--reason", "a column was shifted")


def replace(world: World, path: object, batch_id: str, *more: object, code: int = 0) -> str:
    result = world.derive(
        "upload", "nyc.custody", path, "--kind", "full", "--extracted-at-pattern", "%Y%m%d",
        "--replaces", batch_id, *(more or WHY), code=code,
    )  # fmt: skip
    return result.stdout + result.stderr


def states(world: World) -> list[tuple[int, str]]:
    return sorted((batch["rows"], batch["state"]) for batch in world.list())


def test_a_wrong_file_is_replaced_in_one_step(world: World, day: Callable) -> None:
    world.full(day(1))
    (old,) = world.list()
    fixed = world.file("fixed_20200301.csv", custody_text(1, 6))
    assert "1 would land" in replace(world, fixed, old["batch_id"][:6], *WHY, "--dry-run")
    same = replace(world, day(1), old["batch_id"], *WHY, "--dry-run", code=1)
    assert "already, the one that it is to replace" in same
    assert states(world) == [(5, "in force")]
    # Of the same time, which the ledger else refuses.
    assert "1 landed (6 rows)" in replace(world, fixed, old["batch_id"][:6])
    assert states(world) == [(5, "withdrawn"), (6, "in force")]
    new = next(batch for batch in world.list() if batch["rows"] == 6)
    withdrawn = next(batch for batch in world.list() if batch["rows"] == 5)["events"][-1]
    landed = new["events"][0]
    assert withdrawn["reason"] == "a column was shifted"
    # As at any moment, the ledger has both or neither.
    assert withdrawn["recorded_at"] == landed["recorded_at"]
    at = landed["recorded_at"]
    before = max(e["recorded_at"] for e in ledger.read_events(world.store) if e["recorded_at"] < at)
    assert [b.state for b in ledger.read_batches(world.store, before).values()] == ["in force"]
    assert not world.leftovers()
    # Run again, it is done already.
    assert "1 already landed" in replace(world, fixed, old["batch_id"])


def test_what_cannot_be_replaced_is_refused(world: World, day: Callable) -> None:
    world.full(day(1), day(2))
    first, second = world.list()
    moves = world.file("m.csv", "book_id,seq,place,month,op,extracted\n")
    world.moves(moves, "--kind", "changes")
    (other,) = (batch for batch in world.list() if batch["table"] == "moves")
    fixed = world.file("fixed_20200301.csv", custody_text(1, 6))
    before = world.list()
    for path, batch_id, said in (
        (fixed, other["batch_id"], "is of prison.moves, kind changes; a file of nyc.custody"),
        (fixed, "ffff", "there is no batch 'ffff' in the ledger"),
        (day(1), first["batch_id"], "already, the one that it is to replace"),
        (day(1), second["batch_id"], f"already; {second['batch_id']} stays in force"),
        (world.file("bad_20200301.csv", "INMATEID,AGE\n1\n"), first["batch_id"], "has 1 fields"),
    ):
        assert said in replace(world, path, batch_id, code=1)
        assert world.list() == before
    assert "--reason is empty" in replace(world, fixed, first["batch_id"], "--reason", " ", code=1)
    world.derive("batch", "withdraw", first["batch_id"], *WHY)
    assert "is withdrawn already: there is nothing to replace" in replace(
        world, fixed, first["batch_id"], code=1
    )
    assert not world.leftovers()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--replaces", "aa"], "--replaces and --reason go together"),
        (["--reason", "x"], "--replaces and --reason go together"),
        (["second", "--replaces", "aa", "--reason", "x"], "--replaces goes with one file, not 2"),
    ],
)
def test_options_that_cannot_be(world: World, day: Callable, more: list[str], said: str) -> None:
    more = [str(day(2)) if word == "second" else word for word in more]
    result = world.derive("upload", "nyc.custody", day(1), *more, "--kind", "full",
                          "--extracted-at-pattern", "%Y%m%d", code=2)  # fmt: skip
    assert said in result.stderr
    assert not world.list()


def test_killed_at_every_write_leaves_both_or_neither(world: World) -> None:
    """What a reader sees after a crash, before anything is recovered, is one state or the other."""
    old = world.file("old_20200301.csv", custody_text(1, 5))
    new = world.file("new_20200301.csv", custody_text(1, 6))
    seen = set()
    killed = 0
    for number in range(1, 60):
        root = Folder(world.project / f"landing_{number}")
        assert run_process(upload_replacing, str(world.project), str(root.path), str(old), None, 0) == 0
        (old_id,) = ledger.read_batches(root)
        code = run_process(
            upload_replacing, str(world.project), str(root.path), str(new), old_id, number
        )
        found = sorted(
            (batch.landed["rows"], batch.state) for batch in ledger.read_batches(root).values()
        )
        assert found in ([(5, "in force")], [(5, "withdrawn"), (6, "in force")])
        seen.add((code, len(found)))
        if code == 0:
            break
        assert code == -9
        killed += 1
        landing.sweep(root)
        after = ledger.read_batches(root)
        # Once the rows are in their place, the next writer completes the step.
        assert all(
            (root.path / landing.part_name(batch.landed)).is_file() for batch in after.values()
        )
        assert [batch.in_force for batch in after.values()].count(True) == 1
        assert len(found) <= len(after)
        reasons = [e["reason"] for e in ledger.read_events(root) if e["event"] == "withdrawn"]
        assert reasons == ["wrong"] * (len(after) - 1)
        assert {name.removesuffix(".json") for name in root.names(ledger.EVENTS)} == {
            event["event_id"] for event in ledger.read_events(root)
        }
        assert not root.names(ledger.PENDING)
    assert seen == {(-9, 1), (-9, 2), (0, 2)}
    assert killed > 10
