"""The rules of curation, written slowly and obviously: what `curate` must agree with.

A batch is a dict: id, kind, slice, time (full, slice), columns, rows (dicts of text, with `_time`), released.
Time is an integer here (minutes); the harness turns it into a timestamp.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ABSENT = object()
INTEGERS = {"id", "scn"}


def read(column: str, text: str | None) -> Any:
    """The standardised value, or None."""
    text = (text or "").strip()
    if not text:
        return None
    if column in INTEGERS:
        whole = text[:-2] if text.endswith(".0") else text
        return int(whole) if whole.lstrip("-").isdigit() else None
    return text if len(text) <= 3 else None


@dataclass
class Rules:
    """The contract of a test table: id is the key; a, region, m are tracked; u is kept but not tracked."""

    op: bool = True
    order: bool = True
    slices: bool = True
    archived: bool = False
    absent_column: bool = True
    fall: float = 0.5

    @property
    def columns(self) -> list[str]:
        """All columns of the contract."""
        names = ["id", "a", "region", "u"]
        return names + (["m"] if self.absent_column else []) + (["scn"] if self.order else [])

    @property
    def tracked(self) -> list[str]:
        """Columns whose change makes a version."""
        return ["a", "region"] + (["m"] if self.absent_column else [])


@dataclass
class Outcome:
    """What curation gives: versions, one category a row, faults, counts."""

    versions: set[tuple] = field(default_factory=set)
    categories: dict[tuple, str] = field(default_factory=dict)
    faults: set[tuple] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    out_of_order: dict[str, int] = field(default_factory=dict)


def hold(rules: Rules, batch: dict) -> bool:
    """Whether a batch lacks what it must have."""
    if not batch["rows"] and batch["kind"] in ("changes", "deletes"):
        return False
    have = set(batch["columns"])
    if batch["kind"] == "deletes":
        return "id" not in have
    must = {"id"} | ({"scn"} if rules.order else set())
    must |= {"region"} if rules.slices else set()
    must |= {"a"} if rules.archived else set()
    if rules.op and batch["kind"] == "changes":
        must.add("op")
    if must - have:
        return True
    return bool({"a", "region", "u"} - have) and not batch["released"]


def build(rules: Rules, batches: list[dict], until: int | None = None) -> Outcome:
    """Curate the rows with a time up to `until`, all at once."""
    outcome = Outcome()
    batches = sorted(batches, key=lambda batch: (batch["min"], batch["id"]))
    if until is not None:
        batches = [cut(batch, until) for batch in batches if batch["min"] <= until]
    last_keys = None
    covers: dict[int, list[dict]] = {}
    rows = []
    for batch in batches:
        held = hold(rules, batch)
        if batch["kind"] == "full" and not held:
            keys = {read("id", row.get("id")) for row in batch["rows"]} - {None}
            if (
                last_keys is not None
                and len(keys) < last_keys * (1 - rules.fall)
                and not batch["released"]
            ):
                held = True
            else:
                last_keys = len(keys)
        if held:
            outcome.held.add(batch["id"])
            for number, _row in enumerate(batch["rows"], 1):
                outcome.categories[batch["id"], number] = "held"
            continue
        if batch["kind"] in ("full", "slice"):
            covers.setdefault(batch["time"], []).append(batch)
        for number, row in enumerate(batch["rows"], 1):
            rows.append(judge(rules, batch, row.get("_number", number), row, outcome))
    times = sorted({row["time"] for row in rows} | set(covers))
    live: dict[int, dict] = {}
    for time in times:
        events = settle(
            [row for row in rows if row["time"] == time and not row["nameless"]], outcome
        )
        for key in list(live):
            values = live[key]["values"]
            covered = any(
                batch["kind"] == "full" or values["region"] == batch["slice"]
                for batch in covers.get(time, [])
            )
            if covered and key not in events and not archived(rules, values):
                close(live, key, time, outcome)
        for key, event in events.items():
            apply(rules, live, key, event, time, outcome)
    for key in list(live):
        close(live, key, None, outcome)
    return outcome


def cut(batch: dict, until: int) -> dict:
    """A batch without its rows later than a time."""
    rows = [{"_number": number, **row} for number, row in enumerate(batch["rows"], 1)]
    return {**batch, "rows": [row for row in rows if row["_time"] <= until]}


def archived(rules: Rules, values: dict) -> bool:
    """Whether absence does not close a record."""
    return rules.archived and values["a"] == "z"


def judge(rules: Rules, batch: dict, number: int, row: dict, outcome: Outcome) -> dict:
    """One landed row: what it says, and its faults."""
    values = {
        column: read(column, row.get(column))
        if column in batch["columns"]
        else ABSENT
        if column in rules.tracked
        else None
        for column in rules.columns
    }
    op = (row.get("op") or "").strip().upper() if rules.op and "op" in batch["columns"] else ""
    deletes = batch["kind"] == "deletes" or op == "D"
    rejected = values["id"] is None
    if not deletes and rules.order and values["scn"] is None:
        rejected = True
    if op not in ("", "I", "U", "D"):
        rejected = True
    for column in rules.columns:
        text = (row.get(column) or "").strip() if column in batch["columns"] else ""
        if text and values[column] is None and (column == "id" or not deletes):
            outcome.faults.add((batch["id"], number, column, text))
        if column == "a" and values["a"] == "bad" and not deletes:
            outcome.faults.add((batch["id"], number, "a", "bad"))
    where = (batch["id"], number)
    outcome.categories[where] = "rejected" if rejected else "?"
    return {
        "where": where,
        "rank": (batch["min"], batch["id"], number),
        "time": row["_time"],
        "key": values["id"],
        "values": values,
        "tracked": tuple(values[column] for column in rules.tracked),
        "order": values.get("scn"),
        "deletes": deletes,
        "rejected": rejected,
        "nameless": values["id"] is None,
    }


def settle(rows: list[dict], outcome: Outcome) -> dict[int, dict]:
    """Of the rows of one instant, the one that stands for each key; the others get their category."""
    standing = {}
    for key in {row["key"] for row in rows}:
        mine = [row for row in rows if row["key"] == key]
        valid = [row for row in mine if not row["rejected"]]
        if not valid:
            standing[key] = mine[0]
            continue
        said = []
        for content in {("delete",) if row["deletes"] else row["tracked"] for row in valid}:
            same = [
                row
                for row in valid
                if (("delete",) if row["deletes"] else row["tracked"]) == content
            ]
            same.sort(
                key=lambda row: (
                    row["order"] is None,
                    -(row["order"] or 0),
                    detail_rank(row),
                    row["rank"],
                )
            )
            said.append(same[0])
            for row in same[1:]:
                outcome.categories[row["where"]] = "duplicate"
        told_apart = []
        for order in {(row["order"], row["deletes"] and row["order"] is None) for row in said}:
            tied = [
                row
                for row in said
                if (row["order"], row["deletes"] and row["order"] is None) == order
            ]
            tied.sort(key=lambda row: (row["deletes"], content_rank(row)))
            told_apart.append(tied[0])
            for row in tied[1:]:
                outcome.categories[row["where"]] = "contradiction"
        told_apart.sort(
            key=lambda row: (row["deletes"] and row["order"] is None, -(row["order"] or 0))
        )
        standing[key] = told_apart[0]
        for row in told_apart[1:]:
            unordered = row["deletes"] and row["order"] is None
            outcome.categories[row["where"]] = "contradiction" if unordered else "superseded"
    return standing


def joined(values: list) -> str:
    """Canonical text of a list of values, as the project defines it."""
    mark = {None: "\x1f\x1c", ABSENT: "\x1f\x1b"}
    return "\x1f\x1e".join(
        mark.get(value) or str(value).replace("\x1f", "\x1f\x1d") for value in values
    )


def content_rank(row: dict) -> int:
    """Contradictions are settled by the hash of content, never by position."""
    import hashlib

    if row["deletes"]:
        return 0
    return int.from_bytes(hashlib.md5(joined(list(row["tracked"])).encode()).digest(), "little")


def detail_rank(row: dict) -> int:
    """What is not tracked settles between rows that are otherwise the same."""
    import hashlib

    return int.from_bytes(hashlib.md5(joined([row["values"]["u"]]).encode()).digest(), "little")


def apply(rules: Rules, live: dict, key: int, event: dict, time: int, outcome: Outcome) -> None:
    """Let one event change what is live."""
    if event["rejected"]:
        return
    before = live.get(key)
    if (
        before
        and event["order"] is not None
        and before["order"] is not None
        and event["order"] < before["order"]
    ):
        batch = event["where"][0]
        outcome.out_of_order[batch] = outcome.out_of_order.get(batch, 0) + 1
    if event["deletes"]:
        outcome.categories[event["where"]] = "closing"
        if before:
            close(live, key, time, outcome)
        return
    values = dict(event["values"])
    for column, value in values.items():
        if value is ABSENT:
            values[column] = before["values"][column] if before else None
    tracked = tuple(values[column] for column in rules.tracked)
    if before and tuple(before["values"][column] for column in rules.tracked) == tracked:
        outcome.categories[event["where"]] = "unchanged"
        return
    outcome.categories[event["where"]] = "new"
    if before:
        close(live, key, time, outcome)
    live[key] = {"values": values, "start": time, "where": event["where"], "order": event["order"]}


def close(live: dict, key: int, time: int | None, outcome: Outcome) -> None:
    """End the version that is live."""
    version = live.pop(key)
    values = tuple(sorted((name, value) for name, value in version["values"].items()))
    outcome.versions.add((key, version["start"], time, values, *version["where"]))
