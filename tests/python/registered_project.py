"""A copy of the project in which real sources are registered from their files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from subprocess import CompletedProcess

import duckdb

import forks
from places import PROJECT
from project_copy import curated_project

DRIVER = PROJECT / "tests/python/dbt_driver.py"
# The copy has one table of the project's own: registering adds to what is there.
KEPT = "registers__prison_register"


class Registered:
    """The copy, and what its warehouse says."""

    def __init__(self, folder: Path) -> None:
        self.folder = curated_project(folder, [KEPT])
        (folder / "data").mkdir()
        self.warehouse = folder / "data/warehouse.duckdb"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DERIVE_", "DBT_"))}
        self.environment = {
            **kept,
            "DERIVE_WAREHOUSE": str(self.warehouse),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_LOG_LEVEL_FILE": "warn",
            "NO_COLOR": "1",
        }

    def derive(self, *words: object) -> CompletedProcess[str]:
        """One command of `derive`, alone."""
        return forks.run(["derive", *words], self.folder, self.environment)

    def run(self, *steps: list[object]) -> None:
        """Steps of `dbt_driver` in one process."""
        todo = self.folder / "steps.json"
        todo.write_text(json.dumps([[str(word) for word in step] for step in steps]))
        done = forks.run(["python", DRIVER, todo], self.folder, self.environment)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]

    def rows(self, sql: str, kept: str | None = None) -> list[tuple]:
        """What a query of the warehouse gives, or of a copy that a step `keep` made."""
        place = self.warehouse.parent / ("kept/" + kept if kept else "") / self.warehouse.name
        with duckdb.connect(str(place), read_only=True) as con:
            return con.execute(sql).fetchall()

    def text(self, path: str) -> str:
        """A file of the copy."""
        return (self.folder / path).read_text(encoding="utf-8")
