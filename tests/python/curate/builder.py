"""Build one curated table by its compiled SQL, in memory, as dbt would run it."""

from __future__ import annotations

import datetime
from typing import Any

import duckdb
from model import Outcome, Rules

from macro_harness import MacroHarness

START = datetime.datetime(2024, 1, 1)
OPEN = datetime.datetime(2999, 1, 1)
NAMES = {
    name: f"curated.t__{name}"
    for name in ("plan", "work", "exceptions", "rejected", "faults", "reconciliation")
} | {"this": "curated.t"}


class Node(dict):
    """A dict whose keys are attributes too, as dbt's `model` is in Jinja."""

    __getattr__ = dict.__getitem__


def stamp(minutes: int) -> str:
    """A moment as the ledger writes it."""
    return (START + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f")


def contract(rules: Rules) -> dict:
    """The YAML of a test table, as dbt gives it to macros."""
    kinds = ["full", "changes", "deletes"] + (["slice"] if rules.slices else [])
    spec: dict[str, Any] = {"key": ["id"], "kinds": kinds, "fall": rules.fall, "time": "ts"}
    if rules.op:
        spec["op"] = "op"
    if rules.order:
        spec["order"] = "scn"
    if rules.slices:
        spec["slice"] = "region"
    if rules.archived:
        spec["absence"] = {"archived_when": "a = 'z'"}
    columns: dict[str, Any] = {}
    for name in rules.columns:
        meta: dict[str, Any] = {}
        if name == "m":
            meta["may_be_absent"] = True
        if name == "u":
            meta["tracked"] = False
        if name == "a":
            meta["accepted_values"] = ["x", "y", "z"]
        columns[name] = Node(
            data_type="bigint" if name in ("id", "scn") else "varchar(3)", config=Node(meta=meta)
        )
    return Node(name="t__t", config=Node(meta={"contract": Node(spec)}), columns=columns)


class Builder:
    """A curated table in memory; `run` builds it from a set of batches, on top of what is there."""

    def __init__(self, rules: Rules, con: duckdb.DuckDBPyConnection, harness: MacroHarness) -> None:
        self.rules, self.con, self.harness = rules, con, harness
        harness.con = con
        con.execute("pragma disable_optimizer")
        self.spec = harness.call("curate_spec", contract(rules))
        self.first = True
        con.execute("create schema if not exists curated")
        con.execute("drop table if exists landing")
        con.execute(
            "create table landing (_batch_id varchar, _row_number bigint, _extraction_timestamp timestamp,"
            " id varchar, a varchar, region varchar, u varchar, m varchar, scn varchar, op varchar)"
        )
        self.landed: set[str] = set()

    def land(self, batch: dict) -> None:
        """Put a batch's rows where curate reads them."""
        if batch["id"] in self.landed:
            return
        self.landed.add(batch["id"])
        names = ["id", "a", "region", "u", "m", "scn", "op"]
        values = [
            [batch["id"], number, START + datetime.timedelta(minutes=row["_time"])]
            + [row.get(name) if name in batch["columns"] else None for name in names]
            for number, row in enumerate(batch["rows"], 1)
        ]
        if values:
            listed = ", ".join(f"({', '.join(map(literal, row))})" for row in values)
            self.con.execute(f"insert into landing values {listed}")

    def run(self, batches: list[dict]) -> dict:
        """Build with these batches in force; gives the plan."""
        for batch in batches:
            self.land(batch)
        known = sorted(
            (
                {
                    "id": batch["id"],
                    "kind": batch["kind"],
                    "slice": batch["slice"],
                    "min_time": stamp(
                        min(r["_time"] for r in batch["rows"])
                        if batch["kind"] in ("changes", "deletes") and batch["rows"]
                        else batch["min"]
                    )
                    if batch["rows"] or batch["kind"] in ("full", "slice")
                    else None,
                    "max_time": stamp(max(r["_time"] for r in batch["rows"]))
                    if batch["rows"]
                    else stamp(batch["min"])
                    if batch["kind"] in ("full", "slice")
                    else None,
                    "rows": len(batch["rows"]),
                    "part": "p",
                    "columns": batch["columns"],
                    "released": batch["released"],
                }
                for batch in batches
            ),
            key=lambda batch: (batch["min_time"] or "9998", batch["id"]),
        )
        recorded = {}
        if not self.first:
            for row in self.con.execute(
                "select batch_id, standing = 'held', distinct_keys,"
                " strftime(min_time, '%Y-%m-%d %H:%M:%S.%f'), strftime(max_time, '%Y-%m-%d %H:%M:%S.%f')"
                f" from {NAMES['reconciliation']}"
            ).fetchall():
                recorded[row[0]] = {
                    "held": row[1],
                    "key_count": row[2],
                    "min_time": row[3],
                    "max_time": row[4],
                }
        uncounted = self.harness.call("curate_uncounted", self.spec, known, recorded)
        counts = {}
        for number, batch in enumerate(uncounted):
            batch.update(held=None, no=number)
            counts[batch["id"]] = 0
        if uncounted:
            sql = self.harness.call("curate_key_counts", self.spec, uncounted)
            counts.update(dict(self.con.execute(sql).fetchall()))
        plan = self.harness.call("curate_plan", self.spec, known, recorded, counts, self.first)
        if not (plan["changed"] or plan["first"]):
            return plan
        statements = self.harness.call("curate_statements", self.spec, plan, NAMES)
        for sql in statements["before"]:
            self.con.execute(sql)
        query = statements["query"]
        if self.first:
            self.con.execute(f"create or replace table {NAMES['this']} as {query}")
        else:
            merge(self.con, NAMES["this"], query)
        for sql in statements["after"]:
            self.con.execute(sql)
        self.first = False
        return plan

    def outcome(self) -> Outcome:
        """What stands in the tables, in the model's terms."""
        outcome = Outcome()
        columns = self.rules.columns
        for row in self.con.execute(
            f"select {', '.join(columns)}, mojap_start_datetime, mojap_end_datetime, mojap_current_record,"
            f" mojap_batch_id, mojap_row_number from {NAMES['this']}"
        ).fetchall():
            values = dict(zip(columns, row, strict=False))
            start, end, current, batch, number = row[len(columns) :]
            assert current == (end == OPEN)
            outcome.versions.add(
                (
                    values["id"],
                    minutes(start),
                    minutes(end),
                    tuple(sorted(values.items())),
                    batch,
                    number,
                )
            )
        for batch, number, category in self.con.execute(
            f"select batch_id, row_number, category from {NAMES['exceptions']}"
        ).fetchall():
            assert (batch, number) not in outcome.categories, "a row with two categories"
            outcome.categories[batch, number] = category
        outcome.faults = set(
            self.con.execute(
                f"select batch_id, row_number, column_name, value_text from {NAMES['faults']}"
            ).fetchall()
        )
        for batch, standing, late in self.con.execute(
            f"select batch_id, standing, out_of_order_rows from {NAMES['reconciliation']}"
        ).fetchall():
            if standing == "held":
                outcome.held.add(batch)
            if late:
                outcome.out_of_order[batch] = late
        return outcome

    def counts(self) -> dict[str, dict[str, int]]:
        """The reconciliation, a dict a batch."""
        cursor = self.con.execute(f"select * from {NAMES['reconciliation']}")
        names = [column[0] for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}

    def tables(self) -> dict[str, list[tuple]]:
        """All rows of all tables, sorted: for comparing two ways to the same end."""
        return {
            name: sorted(self.con.execute(f"select * from {NAMES[name]}").fetchall(), key=repr)
            for name in ("this", "exceptions", "faults", "reconciliation")
        }


def minutes(moment: datetime.datetime) -> int | None:
    """Minutes after the start; None for the open end."""
    return None if moment == OPEN else int((moment - START).total_seconds() // 60)


def literal(value: Any) -> str:
    """A value as SQL."""
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def merge(con: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """The merge that the folder's config asks of dbt, with its tombstones."""
    con.execute(f"create or replace temp table incoming as {query}")
    con.execute(
        f"merge into {name} as target using incoming on target.mojap_version_id = incoming.mojap_version_id"
        " when matched and incoming.mojap_end_datetime <= incoming.mojap_start_datetime then delete"
        " when matched then update by name when not matched then insert by name"
    )
