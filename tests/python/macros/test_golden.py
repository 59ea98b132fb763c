"""The golden values on DuckDB, and that every engine macro has some."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from trino_query_parser import parse_statement

from derived_tables.compare import DuckDB, OnAthena
from golden import WITHOUT_VALUES, Golden, golden, statement, wrong
from macro_harness import PROJECT, MacroHarness

ALL = golden()
IDS = [f"{one.macro}-{one.type}" for one in ALL]


@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_value_on_duckdb(one: Golden) -> None:
    con = duckdb.connect()
    sql = statement(one, MacroHarness(con), DuckDB(Path()))
    assert wrong(one, con.execute(sql).fetchone()) == []


@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_other_body_is_trino(one: Golden) -> None:
    parse_statement(statement(one, MacroHarness(adapter="athena"), OnAthena(None)))


def test_every_engine_macro_has_golden_values() -> None:
    macros = {path.stem for path in (PROJECT / "macros" / "engine").glob("*.sql")}
    stated = {one.macro for one in ALL}
    assert macros - stated == WITHOUT_VALUES
    assert all(f"{one.macro}(" in call for one in ALL for call, _ in one.values)
