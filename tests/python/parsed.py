"""dbt's reading of the project, once for each engine and run of the tests, for all workers."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

import forks
from places import PROJECT


def parse(target: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parse the project for a target; the folder of `manifest.json` and `partial_parse.msgpack`.

    Needs no database.
    """
    folder = shared_folder(tmp_path_factory, f"parsed_{target}")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "manifest.json").exists():
            words = [
                *("dbt", "parse", "--no-partial-parse", "--no-use-colors", "--quiet"),
                *("--target", target, "--target-path", folder, "--log-path", folder / "logs"),
            ]
            environment = {
                **os.environ,
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
                "DO_NOT_TRACK": "1",
                "DERIVE_WAREHOUSE": str(folder / "warehouse.duckdb"),
            }
            done = forks.run(words, PROJECT, environment)
            assert done.returncode == 0, done.stdout + done.stderr
    return folder


def shared_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder of this run, the same one for all of its workers."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
