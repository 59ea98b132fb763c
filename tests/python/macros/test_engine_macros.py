"""What each engine macro gives on DuckDB, value by value; Trino's grammar takes the other body."""

from __future__ import annotations

import datetime
from decimal import Decimal

import duckdb
import pytest
from trino_query_parser import parse_statement

from macro_harness import MacroHarness

DATE = datetime.date

MOMENTS = {
    "late": "timestamp '2024-01-01 23:00:00'",
    "soon": "timestamp '2024-01-02 01:00:00'",
    "next_day": "timestamp '2024-01-02 23:00:00'",
}

GOLDEN = [
    ("{{ divide('7', '2') }}", 3.5),
    ("{{ divide('cast(7 as decimal(10, 2))', '3') }}", 7 / 3),
    ("{{ divide('1', '0') }}", None),
    ("{{ add_days(\"date '2024-02-28'\", 2) }}", DATE(2024, 3, 1)),
    ("{{ add_days(\"date '2024-03-01'\", -1) }}", DATE(2024, 2, 29)),
    ("{{ add_months(\"date '2024-01-31'\", 1) }}", DATE(2024, 2, 29)),
    ("{{ add_months(\"date '2024-03-31'\", -1) }}", DATE(2024, 2, 29)),
    ("{{ days_between(late, soon) }}", 0),
    ("{{ days_between(late, next_day) }}", 1),
    ("{{ days_between(\"date '2024-01-05'\", \"date '2024-01-01'\") }}", -4),
    ("{{ months_between(\"date '2000-06-15'\", \"date '2024-06-14'\") }}", 287),
    ("{{ months_between(\"date '2000-06-15'\", \"date '2024-06-15'\") }}", 288),
    ("{{ day_of_week(\"date '2024-01-07'\") }}", 7),
    ("{{ day_of_week(\"date '2024-01-08'\") }}", 1),
    ("{{ regex_replace_all(\"'a1b22'\", '[0-9]', 'x') }}", "axbxx"),
    ("{{ split_part_of(\"'a-b'\", '-', 2) }}", "b"),
    ("{{ split_part_of(\"'a-b'\", '-', 3) }}", None),
    ("{{ text_slice(\"'abcdef'\", 2, 3) }}", "bcd"),
    ("{{ trim_text(\"chr(9) || ' a b ' || chr(10)\") }}", "a b"),
    ("{{ greatest_of(['1', '3', '2']) }}", 3),
    ("{{ greatest_of(['1', 'null']) }}", None),
    ("{{ least_of(['1', '3', '2']) }}", 1),
    ("{{ least_of(['1', 'null']) }}", None),
    ("{{ safe_cast(\"'22'\", 'integer') }}", 22),
    ("{{ safe_cast(\"'22.0'\", 'integer') }}", None),
    ("{{ safe_cast(\"'1e3'\", 'bigint') }}", None),
    ("{{ safe_cast(\"' 1.5'\", 'decimal(10, 2)') }}", None),
    ("{{ safe_cast(\"'1.5'\", 'decimal(10, 2)') }}", Decimal("1.50")),
    ("{{ safe_cast(\"'2024-02-30'\", 'date') }}", None),
    ("{{ safe_cast(\"'2024-02-29'\", 'date') }}", DATE(2024, 2, 29)),
    ("{{ safe_cast(\"'2024-01-01T10:00:00'\", 'timestamp(6)') }}", None),
    (
        "{{ safe_cast(\"'2024-01-01 10:00:00.123456'\", 'timestamp(6)') }}",
        datetime.datetime(2024, 1, 1, 10, 0, 0, 123456),
    ),
    ("{{ safe_cast(\"'2024-01-01 10:00:00.1234567'\", 'timestamp(6)') }}", None),
    ("{{ safe_cast(\"'Y'\", 'boolean') }}", None),
    ("{{ safe_cast(\"'true'\", 'boolean') }}", True),
    ("{{ age_at(\"date '2000-06-15'\", \"date '2024-06-14'\") }}", 23),
    ("{{ age_at(\"date '2000-02-29'\", \"date '2018-02-28'\") }}", 17),
    ("{{ age_at(\"date '2000-02-29'\", \"date '2018-03-01'\") }}", 18),
    ("{{ year_of(\"date '1980-07-01'\") }}", 1980),
]


@pytest.fixture(scope="module")
def harness() -> MacroHarness:
    return MacroHarness(duckdb.connect())


@pytest.mark.parametrize(("text", "expected"), GOLDEN, ids=[text for text, _ in GOLDEN])
def test_value_on_duckdb(harness: MacroHarness, text: str, expected: object) -> None:
    found = harness.con.execute("select " + harness.render(text, **MOMENTS)).fetchone()[0]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("text", [text for text, _ in GOLDEN])
def test_other_body_is_trino(text: str) -> None:
    parse_statement("select " + MacroHarness(adapter="athena").render(text, **MOMENTS))


def test_average_does_not_keep_a_decimal_scale(harness: MacroHarness) -> None:
    sql = harness.render("{{ average('v') }}")
    rows = "(values (cast(1.00 as decimal(10, 2))), (2.01)) as t (v)"
    assert harness.con.execute(f"select {sql} from {rows}").fetchone() == (1.505,)


def test_group_reference_and_slice_from_zero_are_refused(harness: MacroHarness) -> None:
    with pytest.raises(ValueError, match="names a group"):
        harness.render("{{ regex_replace_all('a', '(b)', '$1') }}")
    with pytest.raises(ValueError, match="1 or more"):
        harness.render("{{ text_slice('a', 0, 2) }}")
