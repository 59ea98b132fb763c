"""What files say that a standing contract does not, and the change that would take it in."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from derived_tables.contract import Contract
from derived_tables.registering.keys import TOLERANCE as KEY_TOLERANCE
from derived_tables.registering.keys import tried
from derived_tables.registering.sample import Sample
from derived_tables.registering.types import TOLERANCE, lost_by, where_lost, widened
from derived_tables.registering.writing import Proposal, column_block


@dataclass
class Drift:
    """The contract as it stands, as the files would have it, and as `--accept` makes it.

    `said` has a line for each difference; `left` are those that only a person decides.
    """

    standing: str
    proposed: str
    accepted: str
    said: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def diff(self, path: Path) -> str:
        """A unified diff from what stands to what the files say."""
        lines = difflib.unified_diff(
            self.standing.splitlines(keepends=True), self.proposed.splitlines(keepends=True),
            f"{path} (as it stands)", f"{path} (as the files say)",
        )  # fmt: skip
        return "".join(lines)


def compare(sample: Sample, contract: Contract, proposal: Proposal) -> Drift:
    """How the files differ from a contract: columns new, gone, or of values its types lose."""
    text = contract.path.read_text(encoding="utf-8")
    drift = Drift(text, text, text)
    known = {column.name: column for column in contract.columns}
    read = set(known) | {contract.terms.time, contract.terms.op}
    for name, column in known.items():
        absent = sample.absent_from(name)
        if name not in sample.columns:
            drift.said.append(f"{name}: gone, no file has it")
            drift.left.append(
                f"{name} is gone: take it out, or say may_be_absent; until then batches are held"
            )
            drift.proposed = _without(drift.proposed, name)
            continue
        if absent and not column.rules.may_be_absent:
            drift.said.append(f"{name}: {_files(absent)} lack it")
            drift.left.append(f"{name} is in some files alone: say may_be_absent, if that is right")
        clock = column.rules.clock
        lost = lost_by(sample, name, column.data_type, clock)
        if not lost:
            continue
        seen = next(one for one in proposal.columns if one.name == name)
        values = f"{lost:,} of {seen.values:,} values are no {column.data_type}"
        where = where_lost(sample, name, column.data_type, clock)
        like = ", ".join(f"{one.file} row {one.row} {one.value!r}" for one in where[:3])
        if lost <= TOLERANCE * seen.values:
            drift.said.append(f"{name}: {values} ({like}): faults, the type stands")
            continue
        wider = widened(column.data_type, seen)
        drift.said.append(f"{name}: {values} ({like}): {wider}")
        drift.proposed = _retyped(drift.proposed, name, wider)
        drift.accepted = _retyped(drift.accepted, name, wider)
    for column in proposal.columns:
        if column.name not in read:
            drift.said.append(f"{column.name}: new, {column.data_type}, {column.evidence[0]}")
            # Batches that landed before it came lack it, and are not to be held for that.
            late = replace(proposal, absent=proposal.absent | {column.name})
            block = column_block(column, late)
            drift.proposed = _with(drift.proposed, block)
            drift.accepted = _with(drift.accepted, block)
    _compare_key(sample, contract, proposal, drift)
    return drift


def _compare_key(
    sample: Sample, contract: Contract, proposal: Proposal, drift: Drift
) -> None:
    """Whether the standing key holds in these files."""
    key = contract.terms.key
    if key == "content" or not set(key) <= set(sample.columns):
        return
    typed = {column.name: column for column in proposal.columns}
    found = tried(sample, typed, proposal.load, key)
    if found.nulls + found.repeats > KEY_TOLERANCE * sample.rows:
        said = f"key {found.name}: {'; '.join(found.reasons)}"
        drift.said.append(said)
        drift.left.append(f"{said}: decide whether the key or the files are wrong")


def _files(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _columns(text: str) -> list[tuple[str, yaml.MappingNode]]:
    """The columns of a contract's text, each with its place in the YAML."""
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    model = _part(tree, "models").value[0]
    return [(_part(one, "name").value, one) for one in _part(model, "columns").value]


def _part(node: yaml.MappingNode, key: str) -> yaml.Node:
    return next(value for name, value in node.value if name.value == key)


def _without(text: str, name: str) -> str:
    """The text without a column, which those of the history follow."""
    columns = _columns(text)
    place = [one for one, _ in columns].index(name)
    lines = text.split("\n")
    first, after = (columns[n][1].start_mark.line for n in (place, place + 1))
    return "\n".join(lines[:first] + lines[after:])


def _retyped(text: str, name: str, data_type: str) -> str:
    """The text with another type for a column."""
    node = _part(dict(_columns(text))[name], "data_type")
    return text[: node.start_mark.index] + data_type + text[node.end_mark.index :]


def _with(text: str, block: Sequence[str]) -> str:
    """The text with a column before those of the history, indented as they are."""
    mark = dict(_columns(text))["mojap_start_datetime"].start_mark
    outer = " " * (mark.column - 2)
    lines = text.split("\n")
    own = len(block[0]) - len(block[0].lstrip())
    return "\n".join(
        [*lines[: mark.line], *(outer + line[own:] for line in block), *lines[mark.line :]]
    )
