"""Every mart: built step by step, with batches out of order, and of the past; and built at once.

`DERIVE_ORDER_SEED` draws which batches come late.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import duckdb
import pytest

from dbt_runs import derive, environment
from derived_tables import ledger
from derived_tables.store import Folder
from project_copy import whole_project

SEED = int(os.environ.get("DERIVE_ORDER_SEED", "1"))
LATE = 100
# Days landed together, each followed by a build.
STEPS = ("14", "1", "1", "1", "1", "1", "1")
NO_TESTS = {"DBT_EXCLUDE_RESOURCE_TYPES": "test unit_test"}
Tables = dict[str, list[tuple]]


class World:
    """A landing with a project that is built from it again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.project = folder, whole_project(folder / "project")

    def run(self, *words: str, **extra: str) -> str:
        done = derive(self.folder, *words, project=self.project, **NO_TESTS, **extra)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
        return done.stdout

    def drawn(self) -> list[str]:
        """Batches that come late."""
        known = ledger.read_batches(Folder(self.folder / "landing"))
        found = random.Random(SEED).sample(sorted(known), LATE)
        print(f"\nDERIVE_ORDER_SEED={SEED}: {LATE} of {len(known)} batches come late")
        return found

    def marts(self, warehouse: Path) -> Tables:
        """All rows of all marts, but of those that tell of builds."""
        manifest = json.loads((self.folder / "target" / "manifest.json").read_text())
        names = {
            f"{node['schema']}.{node['alias']}"
            for node in manifest["nodes"].values()
            if node["resource_type"] == "model"
            and node["path"].startswith("marts/")
            and node["config"]["meta"].get("as_at") != "recorded"
        }
        with duckdb.connect(str(warehouse), read_only=True) as con:
            return {
                name: con.execute(f"select * from {name} order by all").fetchall()
                for name in sorted(names)
            }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tables]:
    """What each way of building gives."""
    world = World(tmp_path_factory.mktemp("every"))
    warehouse = Path(environment(world.folder)["DERIVE_WAREHOUSE"])
    found = {}
    world.run("synth", "--days", "40", "--to", "2025-12-01", "--batch-days", "5")
    world.run("init")
    late = world.drawn()
    for batch in late:
        world.run("batch", "withdraw", batch, "--reason", "it comes late")
    world.run("build")
    found["without the late"] = world.marts(warehouse)
    for batch in late:
        world.run("batch", "restore", batch, "--reason", "it has come")
    world.run("build")
    found["first"] = world.marts(warehouse)
    with duckdb.connect(str(warehouse), read_only=True) as con:
        moment = con.execute("select max(max_time) from curated.batch_reconciliation").fetchone()[0]
    for days in STEPS:
        world.run("synth", "--advance", days)
        world.run("build")
    found["step by step"] = world.marts(warehouse)
    world.run("build", "--as-at", moment.strftime("%Y-%m-%d %H:%M:%S.%f"))
    (past,) = (world.folder / "as_at").glob("*.duckdb")
    found["of the past"] = world.marts(past)
    warehouse.unlink()
    assert "all is built" in world.run("build")
    found["at once"] = world.marts(warehouse)
    return found


def differing(one: Tables, other: Tables) -> dict[str, tuple[list, list]]:
    """By mart, the first rows that either side alone has."""
    assert one.keys() == other.keys()
    return {
        name: (
            sorted(set(one[name]) - set(other[name]), key=str)[:3],
            sorted(set(other[name]) - set(one[name]), key=str)[:3],
        )
        for name in one
        if one[name] != other[name]
    }


def test_every_mart_has_rows_and_most_change(built: dict[str, Tables]) -> None:
    """A property that held because nothing happened would prove nothing."""
    empty = [name for name, rows in built["step by step"].items() if not rows]
    assert empty == []
    assert len(differing(built["without the late"], built["first"])) > 10
    assert len(differing(built["first"], built["step by step"])) > 15


def test_step_by_step_is_at_once(built: dict[str, Tables]) -> None:
    assert differing(built["step by step"], built["at once"]) == {}


def test_of_the_past_is_as_it_was(built: dict[str, Tables]) -> None:
    assert differing(built["of the past"], built["first"]) == {}
