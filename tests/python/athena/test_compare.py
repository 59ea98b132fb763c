"""What a comparison of two engines asks for again."""

from __future__ import annotations

from derived_tables.compare import DuckDB, compare

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
    import duckdb

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
