"""Every statement that curate renders for Athena, from stated plans, is one that Athena takes."""

from __future__ import annotations

import datetime
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import validators

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "curate"))
from builder import Node

from macro_harness import MacroHarness

START = datetime.datetime(2015, 1, 1)
NAMES = {
    name or "this": f'"awsdatacatalog"."curated"."t__t{name and "__"}{name}"'
    for name in ("", "plan", "work", "exceptions", "rejected", "faults", "reconciliation")
}
# Every term and every rule of a column that a contract may have.
EVERYTHING = {
    "contract": {
        "key": ["id", "born"],
        "kinds": ["full", "slice", "changes", "deletes"],
        "time": "ts",
        "op": "op",
        "order": "scn",
        "slice": "region",
        "deleted_when": "gone = 1",
        "absence": {"archived_when": "a = 'done'"},
        "fall": 0.2,
        "rules": [{"name": "it_s_over", "expression": "ends >= born and a <> 'it''s'"}],
    },
    "columns": {
        "id": ("bigint", {}),
        "born": ("date", {"clock": "none", "range": ["1900-01-01", None]}),
        "region": ("varchar(10)", {}),
        "a": ("varchar", {"accepted_values": ["x", "o'clock"], "pattern": "^[a-z' ]+$"}),
        "gone": ("integer", {"range": [0, 1]}),
        "amount": ("decimal(12,2)", {"range": [-1.5, None]}),
        "whole": ("decimal(20,0)", {"not_null": True}),
        "seen": ("timestamp(6)", {"clock": "utc", "range": [None, "2100-01-01 00:00:00"]}),
        "ends": ("date", {"clock": "none", "may_be_absent": True}),
        "moved": ("timestamp(6)", {"clock": "local", "may_be_absent": True}),
        "flag": ("boolean", {"may_be_absent": True}),
        "late": ("decimal(9,3)", {"may_be_absent": True}),
        "note": ("varchar", {"may_be_absent": True}),
        "many": ("bigint", {"may_be_absent": True}),
        "u": ("varchar(4)", {"tracked": False}),
        "scn": ("decimal(20,0)", {}),
    },
}
PLAIN = {
    "contract": {"key": ["id"], "kinds": ["full"]},
    "columns": {"id": ("bigint", {}), "a": ("varchar(10)", {}), "b": ("date", {"clock": "none"})},
}
CUSTODY = {
    "contract": {"key": ["inmateid", "admitted_dt"], "kinds": ["full"]},
    "columns": {"inmateid": ("bigint", {}), "admitted_dt": ("timestamp(6)", {"clock": "local"})}
    | {f"attribute_{number:02d}": ("varchar(40)", {}) for number in range(20)},
}
CHANGES = {
    "contract": {"key": ["id"], "kinds": ["changes", "deletes"], "time": "ts"},
    "columns": PLAIN["columns"],
}
CONTENT = {
    "contract": {"key": "content", "kinds": ["slice", "full"], "slice": "a"},
    "columns": {"mojap_content_id": ("varchar", {})} | PLAIN["columns"],
}
CONTRACTS = {
    "everything": EVERYTHING,
    "plain": PLAIN,
    "changes": CHANGES,
    "content": CONTENT,
}
LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
ACCEPTED: set[str] = set()
LONGEST: dict[str, tuple[int, str]] = {}


@pytest.fixture(scope="module")
def harness() -> MacroHarness:
    return MacroHarness(adapter="athena")


def spec_of(harness: MacroHarness, given: dict[str, Any]) -> dict[str, Any]:
    columns = {
        name: Node(data_type=data_type, config=Node(meta=meta))
        for name, (data_type, meta) in given["columns"].items()
    }
    meta = {"contract": Node({**given["contract"]})}
    if isinstance(given["contract"].get("absence"), dict):
        meta["contract"]["absence"] = Node(given["contract"]["absence"])
    return harness.call("curate_spec", Node(name="t__t", config=Node(meta=meta), columns=columns))


def moment(day: int) -> str:
    return (START + datetime.timedelta(days=day)).strftime("%Y-%m-%d %H:%M:%S.%f")


def batches(given: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Batches a day apart, of all the contract's kinds; some lack columns, some are held."""
    kinds, made = given["contract"]["kinds"], []
    own = [name for name in given["columns"] if name != "mojap_content_id"]
    absent = [name for name in own if given["columns"][name][1].get("may_be_absent")]
    for day in range(count):
        kind = kinds[day % len(kinds)]
        columns = [name for name in own if not (name in absent and day % 3 == 1)] + ["op", "ts"]
        if kind == "deletes":
            columns = given["contract"]["key"]
        if day % 11 == 7:
            columns = columns[1:]
        made.append(
            {
                "id": f"{day:016x}",
                "kind": kind,
                "slice": "it's" if kind == "slice" and day % 2 else "n" if kind == "slice" else None,
                "min_time": moment(day),
                "max_time": moment(day),
                "rows": 1000 + day,
                "part": f"{day:016x}",
                "columns": list(columns),
                "released": day % 13 == 5,
            }
        )  # fmt: skip
    empty = {"id": "f" * 16, "kind": "changes", "slice": None, "min_time": None, "max_time": None}
    if "changes" in kinds:
        made.append({**empty, "rows": 0, "part": "f" * 16, "columns": own, "released": False})
    return made


def recorded(known: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        batch["id"]: {
            "held": False,
            "key_count": 1000,
            "min_time": batch["min_time"],
            "max_time": batch["max_time"],
        }
        for batch in known
    }


def plans(given: dict[str, Any]) -> dict[str, tuple[list[dict], dict, bool]]:
    """Stated plans: what the ledger has, what was recorded, whether it is the first build."""
    few = batches(given, 12)
    return {
        "first": (few, {}, True),
        "first, of nothing": ([], {}, True),
        "in order": (few, recorded(few[:9]), False),
        "late": (few, recorded(few[:4] + few[5:]), False),
        "withdrawn": (few[:4] + few[5:], recorded(few), False),
        "all withdrawn": ([], recorded(few), False),
    }


def statements(
    harness: MacroHarness, given: dict[str, Any], known: list[dict], record: dict, first: bool
) -> Iterator[tuple[str, str]]:
    """All that one build would run, named."""
    spec = spec_of(harness, given)
    for batch in known:
        batch["columns"] = list(batch["columns"])
    uncounted = harness.call("curate_uncounted", spec, known, record)
    if uncounted:
        for number, batch in enumerate(uncounted):
            batch.update(held=None, no=number)
        yield "key counts", harness.call("curate_key_counts", spec, uncounted)
    counts = {batch["id"]: 1000 for batch in known}
    plan = harness.call("curate_plan", spec, known, record, counts, first)
    assert plan["changed"] or first
    done = harness.call("curate_statements", spec, plan, NAMES)
    for number, sql in enumerate(done["before"]):
        yield f"before {number}", sql
    yield "query", done["query"]
    if not first:
        columns = [column["name"] for column in spec["columns"]]
        merge = harness.call("history_merge", NAMES["this"], done["query"], columns, plan)
        yield "merge", merge
    for number, sql in enumerate(done["after"]):
        yield f"after {number}", sql


def accept(name: str, sql: str) -> None:
    """Ask the judges, once for statements that differ in their literals alone."""
    size = len(sql.strip().encode())
    LONGEST["all"] = max(LONGEST.get("all", (0, "")), (size, name))
    assert size <= validators.MAX_BYTES, f"{name}: {size} bytes long"
    form = LITERAL.sub("0", validators.shortened(sql))
    if form not in ACCEPTED:
        validators.assert_athena_accepts(sql, name)
        ACCEPTED.add(form)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_statement_of_a_build_is_accepted(contract: str, harness: MacroHarness) -> None:
    given = CONTRACTS[contract]
    for plan, (known, record, first) in plans(given).items():
        if given is not EVERYTHING and plan not in ("first", "late"):
            continue
        for name, sql in statements(harness, given, known, record, first):
            accept(f"{contract}, {plan}, {name}", sql)


@pytest.mark.parametrize("given", [CUSTODY, EVERYTHING], ids=["full", "all kinds"])
def test_ten_years_of_daily_batches_fit(given: dict, harness: MacroHarness) -> None:
    known = batches(given, 3_700)
    record = recorded(known[1:])
    for first in (True, False):
        for name, sql in statements(harness, given, known, {} if first else record, first):
            accept(f"3,700 batches, {'first' if first else 'all again'}, {name}", sql)


class Asked:
    """In place of `run_query`: keeps what is asked, and answers with a row or two."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, sql: str) -> types.SimpleNamespace:
        self.said.append(sql)
        ledger = ["batch", "a" * 16, "full", None, moment(3), moment(3), 7, "a" * 16, "id", 0]
        record = ["recorded", "a" * 16, "full", None, moment(3), moment(3)]
        record += [None, None, None, None, "in force", 7]
        changed = "as changed_since" in sql
        rows = [[moment(3), 0]] if changed else [[*ledger, None, None], record]
        return types.SimpleNamespace(rows=rows)


@pytest.mark.parametrize("known_at", [None, moment(9)])
def test_reading_the_ledger_and_the_record_is_accepted(known_at: str | None) -> None:
    harness = MacroHarness(adapter="athena", variables={"known_at": known_at})
    harness.env.globals["run_query"] = asked = Asked()
    record = NAMES["reconciliation"]
    for stale in (False, True):
        known = harness.call("curate_known", spec_of(harness, PLAIN), record, stale)
        assert known["batches"]
        assert known["recorded"]
    assert len(asked.said) == 3
    for number, sql in enumerate(asked.said):
        accept(f"ledger and record {number}", sql)


def test_longest_statement_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    if not LONGEST:
        pytest.skip("no statement was rendered in this run")
    size, name = LONGEST["all"]
    with capsys.disabled():
        print(f"\nlongest statement for Athena: {size:,} bytes ({name})")
    assert size <= validators.MAX_BYTES
