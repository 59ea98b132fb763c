"""The in-memory builder gives what dbt gives: one mixed history, in two steps, both ways."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
from builder import Builder, contract, stamp
from landing_feed import Feed
from model import Rules

from macro_harness import MacroHarness
from small_project import SmallProject

RULES = Rules(archived=True)
HEADER = ["id", "a", "region", "u", "m", "scn", "op"]
WITHDRAWN, LATE = ("changes1", "full2"), ("full1", "deletes1", "slice2")
# label: kind, minute, slice, columns that the file lacks
SHAPES = {
    "full0": ("full", 0, None, ()),
    "changes0": ("changes", 0, None, ()),
    "full1": ("full", 3, None, ("m",)),
    "changes1": ("changes", 0, None, ("m",)),
    "slice1": ("slice", 5, "n", ()),
    "deletes0": ("deletes", 0, None, ()),
    "full2": ("full", 6, None, ()),
    "slice2": ("slice", 7, "s", ("m",)),
    "deletes1": ("deletes", 0, None, ()),
    "full3": ("full", 8, None, ("a",)),
    "full4": ("full", 9, None, ()),
    "empty": ("full", 10, None, ()),
    "changes2": ("changes", 0, None, ()),
}


def batches() -> dict[str, dict]:
    """A seeded mess of every kind, in the builder's terms; ids are put in when they land."""
    chance = random.Random(7)
    made = {}
    for label, (kind, time, part, lacks) in SHAPES.items():
        rows = []
        for _ in range(0 if label == "empty" else 12):
            row = {
                "id": chance.choice(["1", "2", "3", "4", "5", "6", "7", " 8.0", "x", ""]),
                "a": chance.choice(["x", "x", "y", "z", "bad", "long", "", "x "]),
                "region": chance.choice(["n", "n", "s", ""]),
                "u": chance.choice(["p", "q", ""]),
                "m": chance.choice(["m1", "m2", ""]),
                "scn": chance.choice(["1", "2", "3", "3", "?"]),
                "op": ""
                if kind in ("full", "slice")
                else chance.choice(["I", "U", "U", "D", "K", ""]),
                "_time": time if kind in ("full", "slice") else chance.randint(0, 11),
            }
            rows.append(row)
        columns = ["id"] if kind == "deletes" else [name for name in HEADER if name not in lacks]
        made[label] = {
            "kind": kind, "slice": part, "time": time, "columns": columns, "rows": rows,
            "released": label == "full4",
            "min": min((row["_time"] for row in rows), default=time),
        }  # fmt: skip
    return made


def land(feed: Feed, label: str, batch: dict) -> list[str]:
    whole = batch["kind"] in ("full", "slice")
    header = [*batch["columns"], *([] if whole else ["ts"])]
    rows = [
        [row[name] for name in batch["columns"]] + ([] if whole else [stamp(row["_time"])])
        for row in batch["rows"]
    ]
    return feed.land(
        label, batch["kind"], stamp(batch["time"]) if whole else None, ",".join(header),
        feed.lines(header, rows), batch["slice"],
    )  # fmt: skip


def in_memory(
    made: dict[str, dict], ids: dict[str, str], **variables: int
) -> dict[str, dict[str, list[tuple]]]:
    harness = MacroHarness(variables=variables)
    harness.macros["landed_rows"] = harness.env.globals["landed_rows"] = (
        lambda spec, plan, columns: (
            "select _batch_id, _row_number, _extraction_timestamp"
            + "".join(f', "{column}"' for column in columns)
            + " from landing"
        )
    )
    builder = Builder(RULES, duckdb.connect(config={"threads": 1}), harness)
    for label, batch in made.items():
        batch["id"] = ids[label]
    found = {}
    for step, without in {"first": LATE, "second": WITHDRAWN}.items():
        builder.run([batch for label, batch in made.items() if label not in without])
        found[step] = builder.tables()
    return found


def test_a_long_plan_in_a_table_gives_what_literals_give() -> None:
    made = batches()
    ids = {label: f"{number:016x}" for number, label in enumerate(made)}
    assert in_memory(made, ids, longest_literal_plan=0) == in_memory(
        made, ids, longest_literal_plan=99
    )


def test_harness_equals_dbt(tmp_path: Path) -> None:
    project = SmallProject(tmp_path / "project")
    node = contract(RULES)
    terms = dict(node["config"]["meta"]["contract"])
    columns = {
        name: (column["data_type"], dict(column["config"]["meta"]))
        for name, column in node["columns"].items()
    }
    project.add("t", "t", terms, columns)
    feed, made = Feed(project, "t.t"), batches()
    steps = {label: land(feed, label, batch) for label, batch in made.items()}
    project.run(
        *[step for label, step in steps.items() if label not in LATE],
        feed.say("release", "full4"),
        ["dbt", "--quiet", "build"],
        ["keep", "first"],
        *[steps[label] for label in LATE],
        *[feed.say("withdraw", label) for label in WITHDRAWN],
        ["dbt", "--quiet", "build"],
    )
    expected = in_memory(made, feed.ids)
    for step, kept in {"first": "first", "second": None}.items():
        for name, found in project.state("t__t", kept).items():
            mine = expected[step]["this" if name == "history" else name.strip("_")]
            assert sorted(found, key=repr) == mine, f"{name} after the {step} step"
    seen = {row[3] for row in expected["first"]["exceptions"]}
    assert seen == {"held", "rejected", "duplicate", "contradiction", "superseded", "closing"}
