"""`derive build` on Athena builds what has changed since the last good build, and what reads it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import forks
from derived_tables.athena import service
from derived_tables.athena.service import Running
from project_copy import curated_project

TABLES = ["oasys__oasys_assessment_group", "oasys__oasys_set"]
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def command(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command in a project of two tables."""
    folder = tmp_path_factory.mktemp("changes")
    project = curated_project(folder / "project", TABLES)
    environment = {
        **os.environ,
        **service.environment(running.port),
        "DERIVE_TARGET": "athena",
        "DERIVE_ENV": "changes",
        "DERIVE_PEPPER_FILE": str(folder / "pepper"),
        "DERIVE_LANDING": "s3://derived-tables/changes/landing",
        "DERIVE_LANDING_DATABASE": "landing_changes",
        "DERIVE_ATHENA_DATA": "s3://derived-tables/changes/data/",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "NO_COLOR": "1",
    }

    def run(*words: str, code: int = 0) -> CompletedProcess[str]:
        done = forks.run(words, project, environment)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


@pytest.fixture(scope="module")
def dbt(command: Run) -> Run:
    return partial(command, "dbt", "--no-use-colors")


@pytest.fixture(scope="module")
def derive(command: Run) -> Run:
    """In a project that is built."""
    run = partial(command, "derive")
    run("synth", "--system", "oasys", "--days", "9")
    run("build")
    return run


def statements(folder: Path) -> list[str]:
    lines = (folder / "statements.jsonl").read_text().splitlines()
    return [json.loads(line)["query"] for line in lines]


def test_nothing_new_takes_no_statement(derive: Run, folder: Path) -> None:
    before = len(statements(folder))
    done = derive("build")
    assert "Nothing has changed" in done.stdout
    assert len(statements(folder)) == before


def test_a_withdrawn_batch_builds_its_table_alone(derive: Run, folder: Path) -> None:
    listed = derive("batch", "list", "oasys.oasys_set", "--json").stdout.splitlines()
    last = json.loads(listed[-1])["batch_id"]
    derive("batch", "withdraw", last, "--reason", "wrong file")
    before = len(statements(folder))
    done = derive("build")
    assert "New batches in 1 of 2 source tables" in done.stdout
    made = "\n".join(statements(folder)[before:])
    group, answers = (f'"model.derived_tables.{name}"' for name in TABLES)
    assert answers in made
    assert group not in made
    assert "Nothing has changed" in derive("build").stdout


def test_what_was_built_is_no_orphan(derive: Run) -> None:
    derive("maintain", "--orphan-hours", "0")
    assert "Nothing has changed" in derive("build").stdout


def test_unit_tests_pass_where_somebody_asks_for_them(derive: Run, dbt: Run) -> None:
    done = dbt("test", "--select", "test_type:unit")
    assert "1 unit test" in done.stdout
    assert "ERROR=0" in done.stdout


def test_a_build_that_fails_is_followed_by_one_of_everything(
    derive: Run, running: Running
) -> None:
    """A version is put in twice, which the test of its key finds."""
    table = f"changes_curated.{TABLES[1]}"
    service.run_sql(f"insert into {table} select * from {table} limit 1", running)
    assert "FAILED" in derive("build", "--again", code=1).stdout
    assert "New batches" not in derive("build", code=1).stdout
