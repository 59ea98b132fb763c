"""What a comparison of two engines asks for again."""

from __future__ import annotations

import base64
import json

import duckdb

from derived_tables.compare import APART, DuckDB, OnAthena, compare
from places import PROJECT

TABLE = ("s", "t")


class Told(DuckDB):
    """DuckDB in the place of Athena, with states of tables as they are told."""

    title = "athena"

    def __init__(self, path, states: dict) -> None:
        super().__init__(path)
        self.told, self.asked = states, 0

    def states(self, schemas):
        return self.told

    def query(self, statements):
        self.asked += sum("row_text" in sql for sql in statements)
        return super().query(statements)


def written(path, value: str):
    with duckdb.connect(str(path)) as con:
        con.execute("create schema if not exists s")
        con.execute(f"create or replace table s.t as select '{value}' as a")


def test_a_table_is_asked_for_again_when_its_state_is_another(tmp_path):
    here, there = tmp_path / "here.duckdb", tmp_path / "there.duckdb"
    written(here, "one")
    written(there, "one")
    athena, known = Told(there, {TABLE: "metadata 1"}), {}

    def said() -> list[str]:
        return compare(DuckDB(here), athena, {TABLE: TABLE}, {TABLE: ["a"]}, known)[0].said

    assert said() == []
    assert said() == []
    assert athena.asked == 1
    written(there, "two")
    athena.told = {TABLE: "metadata 2"}
    assert "1 rows are on duckdb alone, 1 on athena alone" in said()[0]


def test_a_table_of_no_state_is_asked_for_each_time(tmp_path):
    path = tmp_path / "one.duckdb"
    written(path, "one")
    athena, known = Told(path, {}), {}
    for _ in range(2):
        assert compare(DuckDB(path), athena, {TABLE: TABLE}, known=known)[0].same
    assert athena.asked == 2


def test_what_reads_every_curated_table_has_a_statement_of_its_own(tmp_path):
    assert {path.stem for path in (PROJECT / "models/curated/outcomes").glob("*.sql")} == {*APART}
    path = tmp_path / "one.duckdb"
    tables = [("s", name) for name in (*APART, "a", "b", "c")]
    with duckdb.connect(str(path)) as con:
        con.execute("create schema s")
        for _, name in tables:
            con.execute(f"create table s.{name} as select '{name}' as name")
    athena = Told(path, {})
    found = compare(DuckDB(path), athena, {name: name for name in tables})
    assert [one.rows for one in found] == [(1, 1)] * len(tables)
    assert athena.asked == len(APART) + 1


class Glue:
    """A catalogue of tables by their Iceberg metadata, and of views by their texts."""

    def __init__(self, tables: dict[str, str], views: dict[str, str]) -> None:
        said = [{"Name": name, "Parameters": {"metadata_location": at}} for name, at in tables.items()]
        for name, sql in views.items():
            text = base64.b64encode(json.dumps({"originalSql": sql}).encode()).decode()
            said.append({"Name": name, "ViewOriginalText": f"/* Presto View: {text} */"})
        self.said = said

    def get_paginator(self, _: str) -> Glue:
        return self

    def paginate(self, **_: str) -> list[dict]:
        return [{"TableList": self.said}]


VIEWS = {
    "above": 'select a from "awsdatacatalog"."s"."over"',
    "over": 'select a from "awsdatacatalog"."s"."t"',
    "over_landing": 'select a from "landing"."t" inner join "s"."t" using (a)',
}


def states(tables: dict[str, str], views: dict[str, str]) -> dict:
    return OnAthena(None, Glue(tables, views)).states(["s"])


def test_a_view_has_the_state_of_all_that_it_reads():
    one = states({"t": "metadata 1", "u": "metadata 1"}, VIEWS)
    other = states({"t": "metadata 2", "u": "metadata 1"}, VIEWS)
    changed = {name for _, name in one if one["s", name] != other["s", name]}
    assert changed == {"t", "over", "above"}
    said_otherwise = states(
        {"t": "metadata 1"}, VIEWS | {"over": VIEWS["over"].replace("a ", "a + 1 as a ")}
    )
    assert said_otherwise["s", "over"] != one["s", "over"]
    assert said_otherwise["s", "above"] != one["s", "above"]


def test_a_view_over_what_has_no_state_has_none():
    assert ("s", "over_landing") not in states({"t": "metadata 1"}, VIEWS)
    assert set(states({}, VIEWS)) == set()
