"""Random histories: the compiled SQL of `curate` against the slow model."""

from __future__ import annotations

import os
import random

import duckdb
import pytest
from builder import Builder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model import Rules, build, cut

from macro_harness import MacroHarness

CATEGORIES = (
    "held",
    "rejected",
    "duplicate",
    "contradiction",
    "superseded",
    "closing",
    "unchanged",
    "new",
)
CONTRACTS = {
    "everything": Rules(archived=True),
    "plain": Rules(op=False, order=False, slices=False, absent_column=False),
    "changes": Rules(slices=False, absent_column=False),
    "slices": Rules(order=False, op=False, archived=True),
}
KEYS = st.sampled_from(["1", "2", "3", "4", " 1.0", "x", ""])
ROWS = st.fixed_dictionaries(
    {
        "id": st.one_of(st.sampled_from(["1", "2", "3", "4"]), KEYS),
        "a": st.sampled_from(["x", "x", "y", "z", "bad", "long", "", "x "]),
        "region": st.sampled_from(["n", "n", "s", ""]),
        "u": st.sampled_from(["p", "q", ""]),
        "m": st.sampled_from(["m1", "m2", ""]),
        "scn": st.sampled_from(["1", "2", "3", "3", "?"]),
        "op": st.sampled_from(["I", "U", "U", "D", "K", ""]),
        "_time": st.integers(0, 11),
    }
)


@st.composite
def histories(draw: st.DrawFn, rules: Rules) -> list[dict]:
    """Batches of mixed kinds on one axis of twelve moments."""
    kinds = ["full", "full", "changes", "deletes"] + (["slice"] if rules.slices else [])
    batches: list[dict] = []
    fulls = set()
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(kinds))
        time = draw(st.integers(0, 11))
        if kind == "full" and time in fulls:
            continue
        rows = [dict(row) for row in draw(st.lists(ROWS, max_size=6))]
        columns = ["id", "a", "region", "u", "m", "scn", "op"]
        if kind == "full":
            fulls.add(time)
        if kind in ("full", "slice"):
            for row in rows:
                row.update(_time=time, op="")
        if kind == "deletes":
            columns = ["id"]
        elif draw(st.integers(0, 5)) == 0:
            columns = [
                name
                for name in columns
                if name != draw(st.sampled_from(["m", "m", "a", "scn", "id"]))
            ]
        batches.append(
            {
                "id": f"{number}{draw(st.integers(0, 99)):02d}",
                "kind": kind,
                "slice": draw(st.sampled_from(["n", "s"])) if kind == "slice" else None,
                "time": time,
                "min": min((row["_time"] for row in rows), default=time)
                if kind != "full"
                else time,
                "columns": columns,
                "rows": rows,
                "released": draw(st.integers(0, 7)) == 0,
            }
        )
    return batches


@pytest.fixture(scope="module")
def harness() -> MacroHarness:
    found = MacroHarness()
    found.macros["landed_rows"] = found.env.globals["landed_rows"] = lambda spec, plan, columns: (
        "select _batch_id, _row_number, _extraction_timestamp"
        + "".join(f', "{column}"' for column in columns)
        + " from landing"
    )
    return found


def build_once(rules: Rules, harness: MacroHarness, batches: list[dict]) -> Builder:
    builder = Builder(rules, duckdb.connect(config={"threads": "1"}), harness)
    builder.run(batches)
    return builder


def compare(builder: Builder, rules: Rules, batches: list[dict]) -> None:
    """The tables say what the model says, and the counts add up."""
    expected, found = build(rules, batches), builder.outcome()
    assert found.held == expected.held
    assert found.versions == expected.versions
    assert found.faults == expected.faults
    exceptions = {
        where: category
        for where, category in expected.categories.items()
        if category not in ("new", "unchanged")
    }
    assert found.categories == exceptions
    assert found.out_of_order == expected.out_of_order
    counts = builder.counts()
    assert set(counts) == {batch["id"] for batch in batches}
    for batch in batches:
        mine = counts[batch["id"]]
        for category in CATEGORIES:
            wanted = sum(
                1
                for (owner, _), given in expected.categories.items()
                if (owner, given) == (batch["id"], category)
            )
            assert mine[f"{category}_rows"] == wanted, (batch["id"], category)
        assert (
            sum(mine[f"{category}_rows"] for category in CATEGORIES)
            == mine["landed_rows"]
            == len(batch["rows"])
        )
        assert mine["begun_versions"] == mine["new_rows"]


# How many histories a property sees; a longer hunt sets it higher.
HISTORIES = int(os.environ.get("DERIVE_HISTORIES", "30"))
RUNS = settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_two_deletes_of_one_instant_say_the_same(harness: MacroHarness) -> None:
    """One comes with attributes and an order, the other with neither; a third batch lacks a column."""
    rules = CONTRACTS["everything"]
    row = {"id": "1", "a": "x", "region": "n", "u": "p", "m": "m1", "scn": "1", "_time": 4}
    most = ["id", "a", "region", "u", "scn", "op"]
    common = {"slice": None, "time": 0, "min": 4, "released": True}
    batches = [
        {**common, "id": "100", "kind": "full", "min": 0, "columns": most, "rows": []},
        {**common, "id": "200", "kind": "changes", "columns": most, "rows": [{**row, "op": "D"}]},
        {**common, "id": "300", "kind": "deletes", "columns": ["id"], "rows": [{**row, "op": "I"}]},
    ]
    builder = build_once(rules, harness, batches)
    compare(builder, rules, batches)
    assert builder.outcome().categories == {("200", 1): "closing", ("300", 1): "duplicate"}


def changes(number: int, time: int, **values: str) -> dict:
    """A batch of changes of one row."""
    row = {"a": "x", "region": "n", "u": "p", "m": "m1", "scn": "1", "op": "U", "_time": time}
    return {
        "id": f"{number}00",
        "kind": "changes",
        "slice": None,
        "time": time,
        "min": time,
        "columns": ["id", "a", "region", "u", "m", "scn", "op"],
        "rows": [{**row, **values}],
        "released": False,
    }


def test_withdrawn_change_opens_the_version_that_it_had_ended(harness: MacroHarness) -> None:
    rules = CONTRACTS["changes"]
    batches = [changes(1, 1, id="1"), changes(2, 3, id="1", a="y"), changes(3, 4, id="2")]
    builder = build_once(rules, harness, batches)
    del batches[1]
    builder.run(batches)
    compare(builder, rules, batches)


def test_changes_read_the_versions_of_their_keys_alone(harness: MacroHarness) -> None:
    rules = CONTRACTS["changes"]
    batches = [changes(key, 1, id=str(key)) for key in range(1, 9)]
    builder = build_once(rules, harness, batches)
    builder.run([*batches, changes(9, 3, id="4", a="y")])
    assert builder.con.execute("select id, category from curated.t__work order by all").fetchall() == [
        (4, "base"),
        (4, "new"),
    ]


@pytest.mark.parametrize("name", CONTRACTS)
def test_any_order_any_split_equals_the_model(name: str, harness: MacroHarness) -> None:
    rules = CONTRACTS[name]

    @RUNS
    @given(batches=histories(rules), seed=st.integers(0, 2**16))
    def check(batches: list[dict], seed: int) -> None:
        whole = build_once(rules, harness, batches)
        compare(whole, rules, batches)
        chance = random.Random(seed)
        arrival = batches[:]
        chance.shuffle(arrival)
        steps = Builder(rules, duckdb.connect(config={"threads": 1}), harness)
        standing: list[dict] = []
        withdrawn: list[dict] = []
        while arrival:
            for _ in range(chance.randint(1, len(arrival))):
                standing.append(arrival.pop())
            if chance.random() < 0.3 and len(standing) > 1:
                withdrawn.append(standing.pop(chance.randrange(len(standing))))
            steps.run(standing)
            if chance.random() < 0.3:
                steps.run(standing)
            compare(steps, rules, standing)
        steps.run(standing + withdrawn)
        assert steps.tables() == whole.tables()

    check()


@pytest.mark.parametrize("name", CONTRACTS)
def test_as_at_returns_what_was_said_by_then(name: str, harness: MacroHarness) -> None:
    rules = CONTRACTS[name]

    @settings(RUNS, max_examples=HISTORIES // 2)
    @given(batches=histories(rules), moment=st.integers(0, 11))
    def check(batches: list[dict], moment: int) -> None:
        whole = build_once(rules, harness, batches)
        masked = {
            (key, start, None if end is None or end > moment else end, *rest)
            for key, start, end, *rest in whole.outcome().versions
            if start <= moment
        }
        past = [cut(batch, moment) for batch in batches if batch["min"] <= moment]
        assert masked == build(rules, past).versions

    check()


@pytest.mark.parametrize("name", CONTRACTS)
def test_versions_of_a_key_do_not_overlap(name: str, harness: MacroHarness) -> None:
    rules = CONTRACTS[name]

    @settings(RUNS, max_examples=HISTORIES // 3)
    @given(batches=histories(rules))
    def check(batches: list[dict]) -> None:
        con = build_once(rules, harness, batches).con
        assert con.execute(
            "select count(*) from curated.t as one, curated.t as other where one.id = other.id"
            " and one.mojap_version_id <> other.mojap_version_id"
            " and one.mojap_start_datetime < other.mojap_end_datetime"
            " and other.mojap_start_datetime < one.mojap_end_datetime"
        ).fetchone() == (0,)
        assert con.execute(
            "select count(*) from (select id from curated.t where mojap_current_record group by id having count(*) > 1)"
        ).fetchone() == (0,)
        assert con.execute(
            "select count(*) - count(distinct mojap_version_id) from curated.t"
        ).fetchone() == (0,)

    check()
