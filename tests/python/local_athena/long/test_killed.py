"""dbt is killed at random moments of daily runs and rebuilds on the local Athena.

What it had submitted goes on, as on Athena. The next run gives the tables that DuckDB has, which was
never killed; a reader in between finds every table, each batch wholly or not at all, no row twice.
"""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import Pair

from derived_tables.athena import service
from derived_tables.athena.query import Athena
from derived_tables.athena.service import Running
from derived_tables.errors import DeriveError
from places import PROJECT
from small_project import SmallProject

KILLS = int(os.environ.get("DERIVE_KILLS", "5"))
SEED = int(os.environ.get("DERIVE_KILL_SEED", "1"))
TABLE, NAME = "estate.cells", "estate__cells"
COLUMNS = {
    "cell_id": ("bigint", {}),
    "wing": ("varchar(10)", {}),
    "state": ("varchar(10)", {"accepted_values": ["open", "shut"]}),
}
BUILD = ["derive", "build", "--select", f"{NAME}+", "--select", "path:models/curated/outcomes"]
REBUILD = ["derive", "rebuild", TABLE]
TALLY = """{# One row per wing. #}
{{ config(materialized='table', schema='marts') }}
select
    wing,
    count(*) as cells
from {{ ref('estate__cells') }}
where mojap_current_record
group by wing
"""


def day_file(folder: Path, day: int) -> Path:
    """A day's cells: some gone, some changed, one fault, one without a key, one twice."""
    path = folder / f"cells_202501{day:02d}.csv"
    rows = [
        [cell, f"W{(cell + (day if cell % 50 == 0 else 0)) % 7}", "shut" if cell % 9 == day % 9 else "open"]
        for cell in range(1, 400 + day)
        if cell % 97 != day
    ]  # fmt: skip
    rows += [[990, "W1", "ajar"], ["", "W1", "open"], [991, "W2", "open"], [991, "W2", "open"]]
    with open(path, "w", newline="") as out:
        csv.writer(out).writerows([["cell_id", "wing", "state"], *rows])
    return path


class Reader:
    """Looks at the tables all the time, as an analyst would."""

    def __init__(self, running: Running) -> None:
        self.athena = Athena(**service.boto_arguments(running))
        self.seen: list[dict[str, int]] = []
        self.wrong: list[str] = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self) -> None:
        while not self.ended.is_set():
            try:
                batches = self.athena.run(
                    "select mojap_batch_id, count(*), count(distinct mojap_version_id) "
                    f"from curated.{NAME} group by mojap_batch_id"
                ).rows
                wings = self.athena.run("select count(*) from marts.tally").rows
            except DeriveError as error:
                self.wrong.append(str(error))
                continue
            self.wrong += [f"rows twice: {row}" for row in batches if row[1] != row[2]]
            if int(wings[0][0]) != 7:
                self.wrong.append(f"tally has {wings}")
            self.seen.append({row[0]: int(row[1]) for row in batches})
            time.sleep(0.1)

    def end(self) -> list[dict[str, int]]:
        self.ended.set()
        self.thread.join()
        return self.seen


@pytest.fixture
def pair(running: Running, tmp_path: Path) -> Iterator[Pair]:
    project = SmallProject(tmp_path / "project")
    project.add("estate", "cells", {"key": ["cell_id"], "kinds": ["full"]}, COLUMNS)
    (project.folder / "models" / "tally.sql").write_text(TALLY)
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
    todo = pair.folder / "killed.json"
    todo.write_text(json.dumps([step]))
    with open(pair.folder / "killed.log", "a") as log:
        process = subprocess.Popen(
            [sys.executable, str(PROJECT / "tests/python/dbt_driver.py"), str(todo)],
            cwd=pair.project,
            env=pair.athena.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        before = len(statements())
        while process.poll() is None:
            if after is not None and len(statements()) - before >= after:
                time.sleep(pause)
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return True
            time.sleep(0.005)
    assert process.returncode == 0, (pair.folder / "killed.log").read_text()[-3000:]
    return False


def upload(path: Path) -> list[str]:
    return ["derive", "upload", TABLE, str(path), "--kind", "full", "--extracted-at-pattern", "%Y%m%d"]  # fmt: skip


def test_killed_runs_leave_no_trace(pair: Pair, running: Running, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    pair.both(["derive", "init"], upload(day_file(tmp_path, 1)), BUILD)
    assert pair.differences() == []
    pair.both(upload(day_file(tmp_path, 2)))
    pair.apart(BUILD, ["derive", "init"])
    before = len(statements())
    assert not run_and_kill(pair, BUILD, None)
    said = statements()[before:]
    # The statements after which something is half done, then the others, each in a random order.
    of_history = [n for n, query in enumerate(said, 1) if f'.{NAME}"' in query]
    moments = [*chance.sample(of_history[-5:], 5)]
    moments += chance.sample(others := sorted(set(range(1, len(said))) - set(moments)), len(others))
    killed = 0
    for number in range(KILLS):
        step = REBUILD if number % 5 == 3 else BUILD
        moment, pause = moments[number % len(moments)], chance.choice([0, 0, 0.1, 0.3])
        pair.both(upload(day_file(tmp_path, 3 + number)))
        reader = Reader(running)
        was_running = run_and_kill(pair, step, moment, pause)
        killed += was_running
        left = len(reader.athena.running())
        pair.both(*([step, BUILD] if step is REBUILD else [BUILD]))
        seen = reader.end()
        print(
            f"kill {number + 1} after {moment} of {len(said)} statements ({step[1]}), "
            f"{left} statements went on, {len(seen)} looks"
        )
        assert pair.differences() == []
        assert reader.wrong == []
        final = {
            row[0]: int(row[1])
            for row in reader.athena.run(
                f"select mojap_batch_id, count(*) from curated.{NAME} group by mojap_batch_id"
            ).rows
        }
        assert seen
        assert all(
            look.get(batch, 0) in (0, rows) for look in seen for batch, rows in final.items()
        )
    assert killed >= KILLS // 2, "hardly a run was killed while it ran"
