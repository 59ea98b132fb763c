"""London's wall clock to UTC by rule, against the table of time zones; the moments."""

from __future__ import annotations

import datetime
import zoneinfo

import duckdb
import pytest

from macro_harness import MacroHarness

GOLDEN = [
    # local, UTC, repeated, missing
    ("2025-03-30 00:59:59", "2025-03-30 00:59:59", False, False),
    ("2025-03-30 01:00:00", "2025-03-30 01:00:00", False, True),
    ("2025-03-30 01:59:59.999999", "2025-03-30 01:59:59.999999", False, True),
    ("2025-03-30 02:00:00", "2025-03-30 01:00:00", False, False),
    ("2025-10-26 00:59:59", "2025-10-25 23:59:59", False, False),
    ("2025-10-26 01:00:00", "2025-10-26 00:00:00", True, False),
    ("2025-10-26 01:59:59", "2025-10-26 00:59:59", True, False),
    ("2025-10-26 02:00:00", "2025-10-26 02:00:00", False, False),
    ("2024-03-31 01:30:00", "2024-03-31 01:30:00", False, True),
    ("2021-10-31 01:30:00", "2021-10-31 00:30:00", True, False),
    ("2024-03-24 01:30:00", "2024-03-24 01:30:00", False, False),
    ("2021-10-24 01:30:00", "2021-10-24 00:30:00", False, False),
    ("2021-11-28 01:30:00", "2021-11-28 01:30:00", False, False),
    ("2025-07-10 00:30:00", "2025-07-09 23:30:00", False, False),
    ("2025-12-25 12:00:00", "2025-12-25 12:00:00", False, False),
]


@pytest.fixture(scope="module")
def harness() -> MacroHarness:
    return MacroHarness(duckdb.connect())


@pytest.mark.parametrize(("local", "utc", "repeated", "missing"), GOLDEN)
def test_clock(harness: MacroHarness, local: str, utc: str, repeated: bool, missing: bool) -> None:
    sql = harness.render(
        "select {{ local_to_utc(m) }}, {{ is_repeated_hour(m) }}, {{ is_missing_hour(m) }}",
        m=f"timestamp '{local}'",
    )
    expected = (datetime.datetime.fromisoformat(utc), repeated, missing)
    assert harness.con.execute(sql).fetchone() == expected


def test_no_time_is_neither_repeated_nor_missing(harness: MacroHarness) -> None:
    sql = harness.render(
        "select {{ local_to_utc(m) }}, {{ is_repeated_hour(m) }}, {{ is_missing_hour(m) }}",
        m="cast(null as timestamp)",
    )
    assert harness.con.execute(sql).fetchone() == (None, False, False)


def test_rule_agrees_with_the_table_of_time_zones(harness: MacroHarness) -> None:
    try:
        london = zoneinfo.ZoneInfo("Europe/London")
    except zoneinfo.ZoneInfoNotFoundError:
        pytest.skip("this machine has no table of time zones")
    sql = harness.render(
        "select m, {{ local_to_utc('m') }} from (select unnest(generate_series("
        "timestamp '1996-01-01 00:30:00', timestamp '2037-12-31', interval '1' hour)) as m)"
    )
    rows = harness.con.execute(sql).fetchall()
    assert len(rows) > 300_000
    # Every hour of the months in which clocks change, and every 97th of the others.
    chosen = [row for n, row in enumerate(rows) if row[0].month in (3, 10) or n % 97 == 0]
    wrong = [
        (local, utc)
        for local, utc in chosen
        if local.replace(tzinfo=london).astimezone(datetime.UTC).replace(tzinfo=None) != utc
    ]
    assert not wrong


@pytest.mark.parametrize("text", ["2025-06-01", "2025-06-01T00:00:00", "2025-06-01 00:00:00Z"])
def test_moment_literal_has_one_form(harness: MacroHarness, text: str) -> None:
    assert harness.call("moment_literal", text) == "timestamp '2025-06-01 00:00:00.000000'"


def reconciliation(rows: list[tuple[str, str]]) -> MacroHarness:
    con = duckdb.connect()
    con.execute("create schema curated")
    con.execute("create table curated.batch_reconciliation (standing varchar, max_time timestamp)")
    for row in rows:
        con.execute("insert into curated.batch_reconciliation values (?, ?)", row)
    harness = MacroHarness(con)
    harness.variables["curated_tables"] = ["nyc__custody", "other__things"]
    harness.env.globals["ref"] = lambda name: name
    harness.env.globals["env_var"] = lambda name, default="": default
    return harness


def test_build_moment_is_the_newest_row_time_in_force() -> None:
    harness = reconciliation(
        [("in force", "2025-05-01 10:00:00"), ("in force", "2025-04-01"), ("held", "2025-06-01")]
    )
    assert harness.call("build_moment") == "timestamp '2025-05-01 10:00:00.000000'"


def test_build_moment_is_as_at_where_given() -> None:
    harness = reconciliation([("in force", "2025-05-01 10:00:00")])
    harness.variables["as_at"] = "2025-02-03"
    assert harness.call("build_moment") == "timestamp '2025-02-03 00:00:00.000000'"


def test_build_moment_minds_what_given_tables_tell() -> None:
    harness = reconciliation([("in force", "2025-05-01 10:00:00")])
    for name, start in (("nyc__custody", "2025-05-03"), ("other__things", "2025-05-07")):
        harness.con.execute(
            f"create table curated.{name} as select timestamp '{start}' as mojap_start_datetime,"
            " unnest([timestamp '2025-05-04', timestamp '2999-01-01']) as mojap_end_datetime"
        )
    harness.variables["curated"] = {"nyc": "given"}
    assert harness.call("build_moment") == "timestamp '2025-05-04 00:00:00.000000'"


def test_build_moment_without_data_is_null() -> None:
    harness = reconciliation([])
    assert harness.call("build_moment") == "cast(null as timestamp(6))"


def test_every_day_is_in_the_spine_once(harness: MacroHarness) -> None:
    sql = harness.render("{{ date_spine(\"date '1900-01-01'\", \"date '2100-12-31'\") }}")
    found = harness.con.execute(
        f"select count(*), count(distinct date_day), min(date_day), max(date_day) from ({sql})"
    ).fetchone()
    assert found == (73414, 73414, datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
