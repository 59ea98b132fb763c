"""The golden values on Athena, and values drawn at random on both engines."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from derived_tables.athena import service
from derived_tables.athena.query import Athena
from derived_tables.athena.service import Running
from derived_tables.compare import DuckDB, OnAthena
from golden import golden, statement, wrong
from macro_harness import MacroHarness

HARNESS = {"duckdb": MacroHarness(duckdb.connect()), "athena": MacroHarness(adapter="athena")}


@pytest.fixture(scope="module")
def athena(running: Running) -> Athena:
    return Athena(**service.boto_arguments(running))


def test_every_golden_value_is_the_same_on_athena(athena: Athena) -> None:
    engine = OnAthena(athena)
    stated = golden()
    statements = [statement(one, HARNESS["athena"], engine) for one in stated]
    answers = engine.query(statements)
    said = [line for one, (row,) in zip(stated, answers, strict=True) for line in wrong(one, row)]
    assert said == []


# What models write over a text `t`, and the type of the result.
OF_TEXT = [
    ("trim_text('t')", "varchar"),
    ("standard_integer('t', 'bigint')", "bigint"),
    ("standard_decimal('t', 'decimal(10,2)')", "decimal(10,2)"),
    ("standard_decimal('t', 'decimal(38,0)')", "decimal(38,0)"),
    ("standard_date('t')", "date"),
    ("standard_timestamp('t')", "timestamp(6)"),
    ("standard_timestamp('t', 'utc')", "timestamp(6)"),
    ("standard_boolean('t')", "boolean"),
    ("safe_cast('t', 'integer')", "integer"),
    ("safe_cast('t', 'decimal(10, 2)')", "decimal(10,2)"),
    ("safe_cast('t', 'date')", "date"),
    ("safe_cast('t', 'timestamp(6)')", "timestamp(6)"),
    ("safe_cast('t', 'boolean')", "boolean"),
    ("md5_text('t')", "varchar"),
    ("generate_surrogate_key(['t', \"reverse(t)\"])", "varchar"),
    ("json_row('given', ['t'])", "varchar"),
    ("text_slice('t', 2, 3)", "varchar"),
    ("split_part_of('t', '-', 2)", "varchar"),
    ("regex_replace_all('t', '[0-9]+', '#')", "varchar"),
    ("matches_pattern('t', '^[A-Z][0-9]{4}')", "boolean"),
]  # fmt: skip
# Over two moments `a` and `b`, and a whole number `n`.
OF_TIME = [
    ("local_to_utc('a')", "timestamp(6)"),
    ("is_repeated_hour('a')", "boolean"),
    ("is_missing_hour('a')", "boolean"),
    ("timestamp_text('a')", "varchar"),
    ("day_of_week('a')", "bigint"),
    ("days_between('a', 'b')", "bigint"),
    ("days_between('cast(a as date)', 'cast(b as date)')", "bigint"),
    ("months_between('cast(a as date)', 'cast(b as date)')", "bigint"),
    ("add_days('cast(a as date)', 'n')", "date"),
    ("add_months('cast(a as date)', 'n')", "date"),
    ("age_at('cast(a as date)', 'cast(b as date)')", "integer"),
    ("divide('n', '7')", "double"),
    ("greatest_of(['a', 'b'])", "timestamp(6)"),
    ("least_of(['a', 'b'])", "timestamp(6)"),
]  # fmt: skip

NEAR_NUMBERS = st.from_regex(r"[+-]?[0-9]{0,20}([.][0-9]{0,4})?(e[0-9])?", fullmatch=True)
NEAR_TIMES = st.from_regex(
    r"(\d{4}-[01]\d-[0-3]\d|[0-3]\d/[01]\d/\d{4})([ T][0-2]\d:[0-6]\d(:[0-6]\d([.]\d{0,8})?)?)?"
    r"(Z|[+]0[01]:?00)?",
    fullmatch=True,
).filter(str.isascii)
ANY_TEXT = st.text(
    # A NUL is refused at upload.
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)  # fmt: skip
PLAIN = st.text("aZ019-. \t\n\r/:\x1c\x1d\x1e\x1fé'\"\\", max_size=10)
WORDS = st.sampled_from(["Y", "no", "TRUE", "False", "1", "0", "t", "A1234BC", "22.0", ""])
TEXTS = st.one_of(NEAR_NUMBERS, NEAR_TIMES, ANY_TEXT, PLAIN, WORDS)
# Hours in which clocks change are drawn more often than by chance.
MOMENTS = st.one_of(
    st.datetimes(),
    st.builds(
        lambda year, month, day, minute: f"{year}-{month:02d}-{day:02d} {minute // 60:02d}:{minute % 60:02d}:00",
        st.integers(1970, 2099), st.sampled_from([3, 10]), st.integers(24, 31), st.integers(0, 200),
    ),
).map(lambda moment: moment if isinstance(moment, str) else f"{moment:%Y-%m-%d %H:%M:%S.%f}".rjust(26, "0"))  # fmt: skip

BATCHES = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    # What differs is named: nothing is to be shrunk.
    phases=[Phase.generate],
)


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def texts(adapter: str, calls: list[tuple[str, str]], source: str) -> str:
    """A statement that gives each call's text for each row of a source, by row."""
    engine = DuckDB(Path()) if adapter == "duckdb" else OnAthena(None)
    harness = HARNESS[adapter]
    values = ", ".join(
        f"{harness.render('{{ ' + call + ' }}')} as v{n}" for n, (call, _) in enumerate(calls)
    )
    shown = ", ".join(engine.text(f"v{n}", data_type) for n, (_, data_type) in enumerate(calls))
    return f"select cast(i as varchar), {shown} from (select i, {values} from {source}) as made order by i"


def differences(athena: Athena, calls: list[tuple[str, str]], source: str) -> list[str]:
    here = HARNESS["duckdb"].con.execute(texts("duckdb", calls, source)).fetchall()
    there = athena.run(texts("athena", calls, source)).rows
    return [
        f"{call} in row {mine[0]}: duckdb {a!r}, athena {b!r}"
        for mine, its in zip(here, there, strict=True)
        for (call, _), a, b in zip(calls, mine[1:], its[1:], strict=True)
        if a != b
    ]


@BATCHES
@given(st.lists(TEXTS, min_size=150, max_size=300))
def test_texts_are_read_alike(athena: Athena, drawn: list[str]) -> None:
    rows = ", ".join(f"({n}, {literal(text)})" for n, text in enumerate(drawn))
    assert differences(athena, OF_TEXT, f"(values {rows}) as given (i, t)") == []


@BATCHES
@given(st.lists(st.tuples(MOMENTS, MOMENTS, st.integers(-500, 500)), min_size=150, max_size=300))
def test_times_are_reckoned_alike(athena: Athena, drawn: list[tuple[str, str, int]]) -> None:
    rows = ", ".join(
        f"({n}, try_cast('{a}' as timestamp(6)), try_cast('{b}' as timestamp(6)), {number})"
        for n, (a, b, number) in enumerate(drawn)
        # Outside the years 1 to 9999 the engines write dates in ways of their own.
        if "0050" <= a[:4] <= "9900" and "0050" <= b[:4] <= "9900"
    )
    assert differences(athena, OF_TIME, f"(values {rows}) as given (i, a, b, n)") == []


@BATCHES
@given(st.lists(ANY_TEXT, min_size=50, max_size=200, unique=True))
def test_hashes_of_content_have_one_order(athena: Athena, drawn: list[str]) -> None:
    rows = ", ".join(f"({n}, {literal(text)})" for n, text in enumerate(drawn))
    orders = []
    for adapter in ("duckdb", "athena"):
        value = HARNESS[adapter].render("{{ content_hash('t') }}")
        sql = f"select cast(i as varchar) from (values {rows}) as given (i, t) order by {value}"
        if adapter == "duckdb":
            orders.append([row[0] for row in HARNESS[adapter].con.execute(sql).fetchall()])
        else:
            orders.append([row[0] for row in athena.run(sql).rows])
    assert orders[0] == orders[1]
