"""The prison slice from curated tables that the platform gives: the marts of those built here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from dbt_runs import derive, environment, run_script
from project_copy import prison_project

GIVEN = ("delius", "nomis", "registers")
# They tell of earlier builds, of which there is none.
EMPTY = ("bridge_former_ids_persons", "int_person_ids_superseded")
READERS = ("staging", "intermediate", "core", "prison")


def at(folder: Path) -> str:
    return environment(folder)["DERIVE_WAREHOUSE"]


def supply(built: str, given: str) -> None:
    """Put every curated table of one warehouse where the sources of another are."""
    with duckdb.connect(given) as con:
        con.execute(f"attach '{built}' as built (read_only)")
        names = con.execute(
            "select table_name from duckdb_tables() where database_name = 'built'"
            " and schema_name = 'curated' and table_name not similar to '.*__.*__.*'"
        ).fetchall()
        for (name,) in names:
            system, table = name.split("__")
            con.execute(f"create schema if not exists landing_{system}")
            con.execute(f"create table landing_{system}.{table} as from built.curated.{name}")


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, land: Callable[[Path], None]
) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """Both warehouses, `built` and `given`; nothing is landed for the second."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("built", "given")}
    project = prison_project(tmp_path_factory.mktemp("project") / "project")
    land(folders["built"])
    for name, folder in folders.items():
        if name == "given":
            supply(at(folders["built"]), at(folder))
        assert derive(folder, "init").returncode == 0
        said = "{curated: {" + ", ".join(f"{one}: given" for one in GIVEN) + "}}"
        options = ["--vars", said] if name == "given" else []
        words = ["build", "--exclude-resource-type", "test", "unit_test", *options]
        run_script(folder, f"dbt(*{words!r})", project)
    # One connection each: the views in a warehouse call it by its file's name.
    with (
        duckdb.connect(at(folders["built"]), read_only=True) as built,
        duckdb.connect(at(folders["given"]), read_only=True) as given,
    ):
        yield {"built": built, "given": given}


def relations(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute(
        "select table_schema, table_name from information_schema.tables"
        f" where table_schema in {READERS} order by all"
    ).fetchall()


def test_marts_are_the_same_both_ways(both: dict[str, duckdb.DuckDBPyConnection]) -> None:
    listed = relations(both["built"])
    assert listed == relations(both["given"])
    assert {"fct_movements", "fct_custody_spells", "dim_persons", "dim_prisons"} <= {
        name for _, name in listed
    }
    for schema, name in listed:
        sql = f"select * from {schema}.{name} order by all"
        built, given = (con.execute(sql).fetchall() for con in both.values())
        assert built or name in EMPTY, f"{schema}.{name} is empty"
        assert built == given, f"{schema}.{name}"


def test_given_tables_are_views_and_keep_no_account(
    both: dict[str, duckdb.DuckDBPyConnection],
) -> None:
    given = both["given"]
    kinds = given.execute(
        "select distinct table_type from information_schema.tables where table_schema = 'curated'"
    ).fetchall()
    assert kinds == [("VIEW",)]
    assert given.execute("select count(*) from curated.batch_reconciliation").fetchone() == (0,)
