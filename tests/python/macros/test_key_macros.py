"""Keys: the same bytes whatever the engine, no two lists alike, no id without the pepper."""

from __future__ import annotations

import hashlib

import duckdb
import pytest
from trino_query_parser import parse_statement

from macro_harness import MacroHarness


@pytest.fixture
def harness() -> MacroHarness:
    con = duckdb.connect()
    con.execute("create schema people_restricted")
    con.execute("create table people_restricted.pepper (secret varchar)")
    return MacroHarness(con)


def key(harness: MacroHarness, *fields: object) -> str:
    sql = harness.render("select {{ generate_surrogate_key(fields) }}", fields=list(fields))
    return harness.con.execute(sql).fetchone()[0]


def test_key_is_the_hash_of_canonical_texts(harness: MacroHarness) -> None:
    found = key(
        harness,
        "'MDI'",
        ("12", "bigint"),
        ("timestamp '2025-01-01 10:00:00.1'", "timestamp(6)"),
        ("true", "boolean"),
    )
    text = "\x1f\x1e".join(["MDI", "12", "2025-01-01 10:00:00.100000", "true"])
    assert found == hashlib.md5(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["'a'", "'bc'"], ["'ab'", "'c'"]),
        (["null", "''"], ["''", "null"]),
        (["''"], ["cast(null as varchar)"]),
        (["'a' || chr(31) || chr(30) || 'b'", "'c'"], ["'a'", "'b' || chr(31) || chr(30) || 'c'"]),
        (["'a'", "null"], ["'a'"]),
    ],
)
def test_other_values_have_another_key(harness: MacroHarness, one: list, other: list) -> None:
    assert key(harness, *one) != key(harness, *other)


def test_key_for_athena_is_trino_sql() -> None:
    sql = MacroHarness(adapter="athena").render(
        "select {{ generate_surrogate_key(['a', ('b', 'bigint'), ('c', 'timestamp(6)')]) }}"
    )
    parse_statement(sql)


def person(harness: MacroHarness, identifier: str) -> str | None:
    sql = harness.render("select {{ person_id('i') }} from (select " + identifier + " as i)")
    return harness.con.execute(sql).fetchone()[0]


def test_person_id_hangs_on_the_pepper(harness: MacroHarness) -> None:
    harness.con.execute("insert into people_restricted.pepper values ('one')")
    first = person(harness, "'nomis root 1'")
    assert len(first) == 32
    assert person(harness, "'nomis root 1'") == first
    assert person(harness, "'nomis root 2'") != first
    harness.con.execute("update people_restricted.pepper set secret = 'two'")
    assert person(harness, "'nomis root 1'") != first


def test_no_pepper_no_person_id(harness: MacroHarness) -> None:
    assert person(harness, "'nomis root 1'") is None


def test_nobody_is_the_unknown_member(harness: MacroHarness) -> None:
    assert person(harness, "cast(null as varchar)") == "unknown"


def test_compiled_sql_names_the_table_and_not_the_pepper(harness: MacroHarness) -> None:
    harness.con.execute("insert into people_restricted.pepper values ('a secret')")
    sql = harness.render("{{ person_id('i') }}")
    assert '"people_restricted"."pepper"' in sql
    assert "a secret" not in sql
