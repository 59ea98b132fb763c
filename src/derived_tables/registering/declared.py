"""What a database declares of a table, which goes before what its rows show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from derived_tables.reading.names import column_name
from derived_tables.registering.types import Typed

WHOLE = {
    "smallint": "integer", "int2": "integer", "integer": "integer", "int": "integer",
    "int4": "integer", "serial": "integer", "bigint": "bigint", "int8": "bigint",
    "bigserial": "bigint", "boolean": "boolean", "bool": "boolean", "date": "date",
}  # fmt: skip
# Numbers of these are told by the values: a float has no decimals of its own.
BY_VALUES = ("numeric", "decimal", "number", "real", "float4", "double precision", "float8", "float")


class Declared(Protocol):
    """A column as a database declares it; `primary_key` is its place in the key, from 1."""

    name: str
    declared_type: str
    nullable: bool
    primary_key: int | None


def contract_type(declared: str) -> tuple[str, str | None] | None:
    """The contract's type for a declared one, and its clock; None where the values tell."""
    text = " ".join(declared.lower().split())
    measures = [int(number) for number in re.findall(r"[0-9]+", "".join(re.findall(r"\(.*?\)", text)))]
    name = re.sub(r"\(.*?\)", "", text).strip()
    name = " ".join(name.split())
    if name in WHOLE:
        return WHOLE[name], "none" if name == "date" else None
    if name in ("timestamp with time zone", "timestamptz"):
        return "timestamp(6)", "utc"
    if name in ("timestamp without time zone", "timestamp", "datetime"):
        return "timestamp(6)", "local"
    if name in BY_VALUES:
        if not measures or name not in BY_VALUES[:3]:
            return None
        precision, scale = (*measures, 0)[:2]
        if scale == 0 and precision <= 18:
            return "bigint", None
        return (f"decimal({precision},{scale})", None) if precision <= 38 else ("varchar", None)
    sized = name in ("character varying", "varchar", "character", "char", "bpchar", "nvarchar")
    return (f"varchar({measures[0]})" if sized and measures else "varchar"), None


def apply(typed: Mapping[str, Typed], declared: Sequence[Declared]) -> None:
    """Give columns the types that are declared; what the rows showed stays as evidence."""
    for one in declared:
        column = typed.get(column_name(one.name))
        found = contract_type(one.declared_type)
        if column is None:
            continue
        if found is None:
            column.evidence.insert(0, f"declared {one.declared_type}, told by its values")
            continue
        column.data_type, column.clock = found
        column.evidence = [f"declared {one.declared_type}", column.evidence[0]]
        column.broken, column.breaks = 0, []


def primary_key(declared: Sequence[Declared]) -> list[str]:
    """Columns of the primary key, in its order; none where none is declared."""
    parts = [one for one in declared if one.primary_key is not None]
    return [column_name(one.name) for one in sorted(parts, key=lambda one: one.primary_key)]


def not_null(declared: Sequence[Declared]) -> frozenset[str]:
    """Columns that may not be null."""
    return frozenset(column_name(one.name) for one in declared if not one.nullable)
