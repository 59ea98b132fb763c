"""The warehouse that `make dbt-test` has built: its types, and what it answers the pages' queries."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from dbt_runs import derive
from derived_tables import answers
from derived_tables.errors import DeriveError
from places import PROJECT

# As the Makefile says it, or dbt would read the project anew.
BUILT = Path("target/test")
WAREHOUSE = PROJECT / BUILT / "warehouse.duckdb"
SQL = re.compile(r"^```sql\n(.*?)^```\n\n((?:\|[^\n]*\n)*)", re.M | re.S)


def test_answers_are_those_of_the_page() -> None:
    done = derive(BUILT, "answers")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (PROJECT / "docs/answers.md").read_text()
    assert done.stdout == page, (
        "after `make dbt-test`: DERIVE_WAREHOUSE=target/test/warehouse.duckdb "
        ".venv/bin/derive answers > docs/answers.md, and read what has changed"
    )
    questions = page.split("\n## ")[1:]
    assert len(questions) == len(list((PROJECT / "analyses").glob("*.sql"))) >= 10
    assert [one for one in questions if one.count("\n| ") < 3] == []


def test_types_are_those_of_both_engines() -> None:
    """A sum of integers is an integer of 128 bits here, and a bigint on Athena."""
    with duckdb.connect(str(WAREHOUSE), read_only=True) as con:
        found = con.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "where not internal and not regexp_full_match(data_type, "
            r"'(VARCHAR|BIGINT|INTEGER|DATE|TIMESTAMP|BOOLEAN|DOUBLE|DECIMAL\(\d+,\d+\))(\[\])?')"
        ).fetchall()
    assert found == []


def all_with_all(con: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Whether an outer join of a query compares each row of one side with each of the other."""
    ((_, plan),) = con.execute("explain (format json) " + sql).fetchall()
    asked = json.loads(plan)
    while asked:
        node = asked.pop()
        if node["name"] == "BLOCKWISE_NL_JOIN" and node["extra_info"]["Join Type"] != "INNER":
            return True
        asked += node["children"]
    return False


def test_outer_joins_are_by_equality() -> None:
    """An `or` in the condition of one makes it quadratic on DuckDB; an inner join filters instead."""
    compiled = PROJECT / BUILT / "target/compiled/derived_tables"
    written = sorted((PROJECT / "models").rglob("*.sql"))
    models = [compiled / path.relative_to(PROJECT) for path in written if path.parts[-3] != "curated"]
    with duckdb.connect(str(WAREHOUSE), read_only=True) as con:
        assert [path.stem for path in models if all_with_all(con, path.read_text())] == []
        joined = "select * from range(9) as a (x) left join range(9) as b (x) on a.x = b.x"
        assert not all_with_all(con, joined)
        assert all_with_all(con, joined + " and (a.x > 3 or b.x > 4)")


def test_queries_on_joining_give_what_the_page_shows() -> None:
    blocks = SQL.findall((PROJECT / "docs/joining.md").read_text())
    assert len(blocks) >= 5
    with duckdb.connect(str(WAREHOUSE), read_only=True) as con:
        for sql, shown in blocks:
            assert shown == answers.table(con, sql) + "\n"


def test_long_answer_says_how_many_rows_follow() -> None:
    text = answers.table(duckdb.connect(), "select range as n, null as a from range(12)")
    assert text.startswith("| n | a |\n| --: | --- |\n| 0 |  |\n")
    assert text.endswith("| 9 |  |\n\n2 more rows follow.")


def test_file_without_a_question_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plain.sql"
    path.write_text("select 1\n")
    with pytest.raises(DeriveError, match=r"plain\.sql.*Begin the file with"):
        answers.question(path)
