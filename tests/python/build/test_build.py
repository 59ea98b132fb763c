"""`derive build` and `derive init`, as a person runs them: what they say, make, refuse and hide."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import duckdb
import pytest

import forks
from dbt_runs import derive, environment
from derived_tables.build import Record, Run
from derived_tables.init import FIXED_PEPPER
from project_copy import SYNTH, TABLES, lean, prison_project


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, land: Callable[[Path], None]
) -> tuple[Path, CompletedProcess]:
    """Forty synthetic days of the prison slice, built; what dbt logs is kept."""
    folder = tmp_path_factory.mktemp("build")
    project = lean(prison_project(folder / "project"))
    land(folder)
    return folder, derive(folder, "build", project=project, DBT_LOG_LEVEL_FILE="debug")


def test_build_says_what_was_made_and_where(built: tuple) -> None:
    folder, done = built
    assert done.returncode == 0, done.stdout + done.stderr
    assert "prison.fct_custody_spells" in done.stdout
    assert "failed 0" in done.stdout
    assert str(folder / "warehouse.duckdb") in done.stdout
    assert "Try next" in done.stdout
    assert (folder / "target" / "static_index.html").exists()


def test_second_build_finds_nothing_changed_in_a_moment(built: tuple) -> None:
    folder, first = built
    began = time.monotonic()
    done = derive(folder, "build", project=folder / "project")
    assert time.monotonic() - began < 15
    assert done.returncode == 0
    assert "Nothing has changed" in done.stdout
    counts = [line for line in first.stdout.splitlines() if line.endswith(" rows")]
    assert counts
    assert all(line in done.stdout for line in counts)


def test_the_ledger_is_read_once_for_all_tables(built: tuple) -> None:
    log = (built[0] / "logs" / "dbt.log").read_text()
    build = log.split("=" * 30)[2]  # what follows makes the docs
    assert build.count("from read_json([") == 1
    assert build.count("from ledger.main.events") >= len(TABLES)


def test_pepper_is_in_no_compiled_file_and_no_log(built: tuple) -> None:
    folder, done = built
    assert FIXED_PEPPER not in done.stdout + done.stderr
    files = [
        path
        for place in ("target", "logs", "landing")
        for path in (folder / place).rglob("*")
        if path.is_file() and path.suffix != ".parquet"
    ]
    assert len(files) > 20
    assert not [path for path in files if FIXED_PEPPER.encode() in path.read_bytes()]


def test_as_at_makes_a_warehouse_of_its_own_and_leaves_the_live_one(built: tuple) -> None:
    folder, _ = built
    before = (folder / "warehouse.duckdb").read_bytes()
    done = derive(
        folder, "build", "--as-at", "2025-12-26 12:00", "--select", "+fct_movements",
        project=folder / "project", DERIVE_LANDING="s3://not-read/landing",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    past = folder / "as_at" / "20251226_120000_000000.duckdb"
    assert str(past) in done.stdout
    assert (folder / "warehouse.duckdb").read_bytes() == before
    counts = []
    for path in (folder / "warehouse.duckdb", past):
        with duckdb.connect(str(path), read_only=True) as con:
            counts.append(con.execute("select count(*) from prison.fct_movements").fetchone()[0])
            schemas = {
                row[0] for row in con.execute("select schema_name from duckdb_schemas()").fetchall()
            }
    assert counts[1] < counts[0]
    assert not schemas & {"curated", "snapshots"}


def test_as_at_later_than_the_newest_row_is_refused(built: tuple) -> None:
    folder, _ = built
    done = derive(folder, "build", "--as-at", "2031-01-01", project=folder / "project")
    assert done.returncode == 1
    assert "later than the newest row" in done.stdout + done.stderr


def test_moment_that_is_none_is_misuse(built: tuple) -> None:
    folder, _ = built
    done = derive(folder, "build", "--as-at", "yesterday")
    assert done.returncode == 2
    assert "2025-06-30" in done.stderr


def test_plain_run_with_as_at_is_refused_and_told_the_command(built: tuple) -> None:
    folder, _ = built
    words = ["dbt", "run", "--vars", "{as_at: 2025-12-26}"]
    done = forks.run(words, folder / "project", environment(folder))
    assert done.returncode != 0
    assert "derive build --as-at" in done.stdout


def test_known_before_anything_landed_is_empty(built: tuple) -> None:
    folder, _ = built
    done = derive(
        folder, "build", "--known-at", "2020-01-01", "--select", "+fct_movements",
        project=folder / "project",
    )  # fmt: skip
    path = folder / "known_at" / "20200101_000000_000000.duckdb"
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("select count(*) from prison.fct_movements").fetchone() == (0,)
    assert done.returncode == 0, done.stdout + done.stderr


def test_as_at_of_what_was_known_has_a_warehouse_of_its_own(built: tuple) -> None:
    """All of it was known by 2999; so it is the as-at of everything."""
    folder, _ = built
    done = derive(
        folder, "build", "--known-at", "2999-01-01", "--as-at", "2025-12-26",
        "--select", "fct_movements", "--select", "+fct_movements", project=folder / "project",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    names = {path.name for path in (folder / "known_at").glob("2999*.duckdb")}
    assert names == {
        "29990101_000000_000000.duckdb",
        "29990101_000000_000000_as_at_20251226_000000_000000.duckdb",
    }


def test_failing_test_makes_the_exit_code_1(built: tuple) -> None:
    """A day is taken away that movements point to."""
    folder, _ = built
    copy = folder / "broken"
    (copy).mkdir()
    (copy / "warehouse.duckdb").write_bytes((folder / "warehouse.duckdb").read_bytes())
    with duckdb.connect(str(copy / "warehouse.duckdb")) as con:
        con.execute("delete from core.dim_dates where date_day = date '2025-12-25'")
    done = derive(
        copy, "build", "--select", "resource_type:test,fct_movements",
        project=folder / "project", DERIVE_LANDING=str(folder / "landing"),
    )  # fmt: skip
    assert done.returncode == 1
    assert "FAILED" in done.stdout
    assert "movement_date__date_day" in done.stdout


def contents(warehouse: Path) -> dict[str, list]:
    """Rows of every table but the pepper, and what tells of builds: snapshots, what one changed."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        names = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where schema_name not in ('snapshots', 'people_restricted')"
            " and table_name <> 'int_bookings_changed' and not suffix(table_name, '__written')"
            " order by all"
        ).fetchall()
        return {
            name: con.execute(f"select md5(string_agg(t::varchar, '' order by t::varchar)) from {name} as t").fetchall()
            for (name,) in names
        }


def contracts_asked_for(folder: Path) -> int:
    """How often dbt's last run asked for a contract's columns and types."""
    last = (folder / "logs" / "dbt.log").read_text().split("=" * 30)[-1]
    return len(re.findall(r"DESCRIBE \(select \* from \(\s+select\s+cast\(null", last))


def test_after_one_more_day_only_what_changed_is_built(built: tuple) -> None:
    """And the tables are those of a build of everything, which alone asks for contracts again."""
    folder, _ = built
    assert derive(folder, *SYNTH, "--advance", "1").returncode == 0
    done = derive(folder, "build", project=folder / "project", DBT_LOG_LEVEL_FILE="debug")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "New batches in" in done.stdout
    assert "fct_movements" in done.stderr
    # nothing new is said of the reasons of movements on this day
    assert "nomis__movement_reasons" not in done.stderr
    assert contracts_asked_for(folder) == 0
    quick = contents(folder / "warehouse.duckdb")
    everything = ("build", "--again", "--select", "resource_type:model")
    done = derive(folder, *everything, project=folder / "project", DBT_LOG_LEVEL_FILE="debug")
    assert done.returncode == 0, done.stdout + done.stderr
    assert contracts_asked_for(folder) >= len(TABLES)
    assert contents(folder / "warehouse.duckdb") == quick


def test_tables_that_a_warehouse_has_no_more_are_noticed(tmp_path: Path) -> None:
    """Of the last good build: `time/every` removes a warehouse, and all is built."""
    record = Record(Run(tmp_path / "warehouse.duckdb", "target"))
    with duckdb.connect(str(record.warehouse)) as con:
        con.execute("create schema core; create table core.dim_days as select 1 as day")
    assert record.lost({"rows": {"core.dim_days": 1}}) == []
    assert record.lost({"rows": {"core.dim_days": 1, "core.dim_weeks": 1}}) == ["core.dim_weeks"]


def test_init_keeps_the_pepper_it_finds(tmp_path: Path) -> None:
    secret = tmp_path / "secret" / "pepper"
    made = derive(tmp_path, "init", DERIVE_PEPPER_FILE=str(secret))
    assert made.returncode == 0, made.stderr
    pepper = secret.read_text()
    assert len(pepper) == 64
    assert secret.stat().st_mode & 0o077 == 0
    assert pepper not in made.stdout + made.stderr
    again = derive(tmp_path, "init", DERIVE_PEPPER_FILE=str(secret))
    assert again.returncode == 0
    assert "already" in again.stdout
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as con:
        held = con.execute("select secret from people_restricted.pepper").fetchall()
    assert held == [(pepper,)]


def test_init_refuses_another_pepper(tmp_path: Path) -> None:
    assert derive(tmp_path, "init").returncode == 0
    done = derive(tmp_path, "init", DERIVE_PEPPER_FILE=str(tmp_path / "pepper"))
    assert done.returncode == 1
    assert "another pepper" in done.stderr


def test_environment_without_a_secret_is_refused(tmp_path: Path) -> None:
    done = derive(tmp_path, "init", DERIVE_ENV="prod")
    assert done.returncode == 1
    assert "DERIVE_PEPPER_FILE" in done.stderr
