"""`derive parity`, as the author of a model runs it."""

from __future__ import annotations

import os
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import forks
from derived_tables.athena import service
from derived_tables.athena.service import Running
from project_copy import curated_project

MODEL = "nomis__movement_reasons"


@pytest.fixture(scope="module")
def environment(running: Running, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("author")
    return {
        **os.environ,
        "PWD": str(curated_project(folder / "project", [MODEL])),
        "DERIVE_ENV": "author",
        "DERIVE_PEPPER_FILE": str(folder / "pepper"),
        "DERIVE_LANDING": str(folder / "landing"),
        "DERIVE_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_LOG_LEVEL_FILE": "warn",
        "NO_COLOR": "1",
    }


def derive(environment: dict[str, str], *words: str) -> CompletedProcess[str]:
    return forks.run(["derive", *words], Path(environment["PWD"]), environment)


def test_a_model_is_compared_and_its_differing_row_shown(environment: dict[str, str]) -> None:
    assert derive(environment, "synth", "--system", "nomis", "--days", "3").returncode == 0
    done = derive(environment, "parity", "--select", MODEL)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 of 5 tables are the same on both engines" in done.stdout
    service.run_sql(
        f"update author_curated.{MODEL} set description = 'wrong' "
        "where movement_type = 'ADM' and movement_reason_code = 'I'",
        service.require(),
    )
    done = derive(environment, "parity", "--select", MODEL)
    assert done.returncode == 1
    assert f"author_curated.{MODEL} 1 rows are on duckdb alone, 1 on athena alone" in done.stdout
    assert "description: duckdb" in done.stdout
    assert "athena 'wrong'" in done.stdout
    assert "4 of 5 tables" in done.stdout


def test_nothing_selected_and_a_model_that_fails_are_named(environment: dict[str, str]) -> None:
    done = derive(environment, "parity", "--select", "no_such_model")
    assert done.returncode == 1
    assert "nothing is selected" in done.stderr
