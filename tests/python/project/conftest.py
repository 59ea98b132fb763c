"""dbt's reading of the project, once for each engine and session."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

import pytest

import forks

PROJECT = Path(__file__).resolve().parents[3]


def parse(target: str, folder: Path) -> Path:
    """Parse the project for a target; the path of the manifest. Needs no database."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "manifest.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not manifest.exists():
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
    return manifest


def shared_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder of this run, the same one for all of its workers."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name


@pytest.fixture(scope="session")
def manifest_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manifest's file for DuckDB."""
    return parse("duckdb", shared_folder(tmp_path_factory, "parsed_duckdb"))


@pytest.fixture(scope="session")
def manifest(manifest_path: Path) -> dict:
    """The manifest for DuckDB."""
    return json.loads(manifest_path.read_text())


@pytest.fixture(scope="session")
def athena_manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The manifest for Athena."""
    return json.loads(parse("athena", shared_folder(tmp_path_factory, "parsed_athena")).read_text())
