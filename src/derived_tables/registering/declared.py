"""What a database declares of a table, which goes before what its rows show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from derived_tables.reading.names import column_name
from derived_tables.registering.types import Typed


class Declared(Protocol):
    """A column as a database declares it, its type one of a contract's.

    `primary_key` is its place in the key, from 1; `clock` None where the database does not say.
    """

    name: str
    declared_type: str
    nullable: bool
    primary_key: int | None
    clock: str | None


def apply(typed: Mapping[str, Typed], declared: Sequence[Declared]) -> None:
    """Give columns the types that are declared; how many values there are stays as evidence."""
    for one in declared:
        column = typed.get(column_name(one.name))
        if column is None:
            continue
        usual = {"date": "none", "timestamp(6)": "local"}.get(one.declared_type)
        column.data_type = one.declared_type
        column.clock = usual and (one.clock or usual)
        column.evidence = ["declared", *column.evidence[:1]]
        column.broken, column.breaks = 0, []


def primary_key(declared: Sequence[Declared]) -> list[str]:
    """Columns of the primary key, in its order; none where none is declared."""
    parts = [one for one in declared if one.primary_key is not None]
    return [column_name(one.name) for one in sorted(parts, key=lambda one: one.primary_key)]


def not_null(declared: Sequence[Declared]) -> frozenset[str]:
    """Columns that may not be null."""
    return frozenset(column_name(one.name) for one in declared if not one.nullable)
