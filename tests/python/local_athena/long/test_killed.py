"""dbt is killed at random moments of daily runs and rebuilds on the local Athena.

What it had submitted goes on, as on Athena. The next run gives the tables that DuckDB has, which was
never killed; a reader in between finds every table, each batch wholly or not at all, no row twice.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import estate
import pytest
from engines import Pair
from reader import Reader

import forks
from derived_tables.athena import service
from derived_tables.athena.service import Running
from places import PROJECT
from small_project import SmallProject

KILLS = int(os.environ.get("DERIVE_KILLS", "5"))
SEED = int(os.environ.get("DERIVE_KILL_SEED", "1"))
BUILD = ["derive", "build", "--select", "fqn:*"]
REBUILD = ["derive", "rebuild", estate.TABLE]
# Equal but for when it was taken.
SNAPSHOT = "select wing, edition, dbt_valid_to is null from snapshots.snap_wings order by 1, 2"


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    return estate.make(tmp_path / "project")


@pytest.fixture
def pair(project: SmallProject, running: Running, tmp_path: Path) -> Iterator[Pair]:
    made = Pair(project.folder, tmp_path, running, "killed")
    yield made
    made.end()


def statements() -> list[str]:
    """The statements of dbt that the local Athena has finished; a reader's are none."""
    lines = (service.state_folder() / "statements.jsonl").read_text().splitlines()
    queries = [json.loads(line)["query"] for line in lines]
    return [query for query in queries if '"app": "dbt"' in query]


def run_and_kill(pair: Pair, step: list[str], after: int | None, pause: float = 0.0) -> bool:
    """Run a step on Athena in a process of its own; whether it was killed.

    It is killed `pause` seconds after its n-th statement has finished; never where n is None.
    """
    todo, log = pair.folder / "killed.json", pair.folder / "killed.log"
    todo.write_text(json.dumps([step]))
    before = len(statements())
    process = forks.start(
        ["python", PROJECT / "tests/python/dbt_driver.py", todo],
        pair.project,
        pair.athena.environment,
        [log, log],
    )
    while process.is_alive():
        if after is not None and len(statements()) - before >= after:
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            return True
        time.sleep(0.005)
    assert process.exitcode == 0, log.read_text()[-3000:]
    return False


def differences(pair: Pair) -> list[str]:
    """What differs between the engines, the moments of the snapshot aside."""
    (there,) = pair.on_athena.query([SNAPSHOT])
    with duckdb.connect(str(pair.warehouse), read_only=True) as con:
        here = con.execute(SNAPSHOT).fetchall()
    alike = [[str(value).lower() for value in row] for row in here] == [
        [str(value).lower() for value in row] for row in there
    ]
    return pair.differences(without=["snapshots"]) + ([] if alike else [f"{here} {there}"])


def by_harm(said: list[str], chance: random.Random) -> list[int]:
    """After which statements to kill: what writes a history, what writes, the rest; each mixed."""
    order = {}
    for number, query in enumerate(said[:-1], 1):
        writes = re.search(r"\*/\s*(create|merge|insert|delete)\b[^.]*(\S+)", query)
        of_history = writes and f'"curated"."{estate.NAME}' in writes[2]
        order[number] = (not of_history, not writes, chance.random())
    return sorted(order, key=order.__getitem__)


def test_killed_runs_leave_no_trace(
    project: SmallProject, pair: Pair, running: Running, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    pair.both(["derive", "init"], estate.upload(estate.day_file(tmp_path, 1)), BUILD)
    assert differences(pair) == []
    estate.edit_wings(project, 2)
    pair.both(estate.upload(estate.day_file(tmp_path, 2)))
    pair.apart(BUILD, ["derive", "init"])
    before = len(statements())
    assert not run_and_kill(pair, BUILD, None)
    said = statements()[before:]
    moments = by_harm(said, chance)
    killed = 0
    for number in range(KILLS):
        step = REBUILD if number % 5 == 3 else BUILD
        moment, pause = moments[number % len(moments)], chance.choice([0, 0, 0.1, 0.3])
        estate.edit_wings(project, 3 + number)
        pair.both(estate.upload(estate.day_file(tmp_path, 3 + number)))
        reader = Reader(running)
        was_running = run_and_kill(pair, step, moment, pause)
        killed += was_running
        left = len(reader.athena.running())
        pair.both(*([step, BUILD] if step is REBUILD else [BUILD]))
        seen = reader.end()
        print(
            f"kill {number + 1} after {moment} of {len(said)} statements ({step[1]}), "
            f"{left} statements went on, {len(seen)} looks",
            flush=True,
        )
        assert differences(pair) == []
        assert reader.wrong == []
        final = reader.batches()
        assert seen
        assert all(
            look.get(batch, 0) in (0, rows) for look in seen for batch, rows in final.items()
        )
    assert killed >= KILLS // 2, "hardly a run was killed while it ran"
