"""Holding a source table to the contract, before anything is read."""

from __future__ import annotations

from dataclasses import dataclass

from derived_tables.contract import Contract
from derived_tables.errors import DeriveError, Misuse
from derived_tables.extracting.source import Source, SourceColumn
from derived_tables.reading.names import column_name


@dataclass(frozen=True)
class Columns:
    """What the contract expects and the table lacks, and what it has besides."""

    missing: list[str]
    extra: list[str]


def compare(contract: Contract, source: Source, kind: str) -> Columns:
    """The table's columns against the contract's, for one kind of batch.

    DeriveError for a table from which no batch could ever be in force, or be read aright.
    """
    terms = contract.terms
    have = {column.landed: column for column in source.columns}
    rules = {column.name: column.rules for column in contract.columns}
    key = [] if terms.key == "content" else list(terms.key)
    needed = [*key, *(name for name, rule in rules.items() if rule.not_null)]
    needed += [name for name in (terms.order, terms.slice) if name]
    needed += [str(terms.time)] if kind == "changes" else []
    if kind == "deletes":
        needed = key
    lacking = [name for name in dict.fromkeys(needed) if name not in have]
    if lacking:
        raise DeriveError(
            f"the table has no column {', '.join(lacking)}, without which the contract counts no "
            "row.",
            place=source.name,
            remedy="Correct the contract, or extract a view that has it.",
        )
    for name in key:
        if have[name].is_float:
            raise DeriveError(
                f"column {name} of the key is a {have[name].type}, and no two systems write such "
                "a number alike.",
                place=source.name,
                remedy="Extract a view that casts it to numeric.",
            )
    for name, rule in rules.items():
        if name in have and have[name].times == "timestamptz" and rule.clock == "local":
            raise DeriveError(
                f"column {name} is a moment (it has a time zone) and lands in UTC, but the "
                "contract says that its clock is local.",
                place=str(contract.path),
                remedy="Say clock: utc.",
            )
    expected = [name for name in contract.feed_columns(kind) if name != terms.op]
    known = {*rules, *expected, terms.time, terms.op}
    return Columns(
        [name for name in expected if name not in have] if kind != "deletes" else [],
        [name for name in have if name not in known] if kind != "deletes" else [],
    )


def time_of_changes(contract: Contract, source: Source, column: str) -> SourceColumn:
    """The column by which changes are found; DeriveError where it cannot tell their times."""
    if column_name(column) != contract.terms.time:
        raise Misuse(
            f"--changes-by {column}: the time of a change is in column {contract.terms.time}, "
            f"says {contract.path}. Give that one, or correct `time` there."
        )
    found = next(one for one in source.columns if one.landed == column_name(column))
    if found.times is None:
        raise DeriveError(
            f"column {found.name} is a {found.type}, which does not say when a row changed.",
            place=source.name,
            remedy="Changes are found by a date or a timestamp; without one, use --full.",
        )
    rules = {one.name: one.rules for one in contract.columns}
    if found.landed in rules and rules[found.landed].clock == "local":
        raise DeriveError(
            f"column {found.name} is of a local clock, and the times of changes are in UTC.",
            place=str(contract.path),
            remedy="Extract a view that has it as a timestamp with time zone.",
        )
    return found
