"""The golden values of `tests/golden/macros.yml`, as statements for either engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from derived_tables.compare import Engine
from macro_harness import MacroHarness

FILE = Path(__file__).resolve().parents[1] / "golden" / "macros.yml"
# What only reads the catalogue, the ledger or the target: there is no value to state.
WITHOUT_VALUES = {
    "by_one_statement", "create_table", "drop_table", "get_assert_columns_equivalent", "get_create_table_as_sql",
    "landed_rows", "landing_database", "landing_root", "ledger_events",
    "materialization_incremental_athena", "materialization_incremental_duckdb", "materialization_seed_athena",
    "materialization_table_athena", "materialization_table_duckdb", "materialization_view_duckdb",
    "materialization_merged_athena", "materialization_merged_duckdb",
    "refuse_group_reference", "read_ledger", "replace_table", "side_table_location",
    "text_shape",
    # Bytes that differ by design: only their order is the same (see the property test).
    "content_hash",
}  # fmt: skip


@dataclass(frozen=True)
class Golden:
    """One macro's values."""

    macro: str
    type: str
    rows: str | None
    values: tuple[tuple[str, str | None], ...]


def golden() -> list[Golden]:
    """The whole file."""
    return [
        Golden(one["macro"], one["type"], one.get("rows"), tuple(map(tuple, one["values"])))
        for one in yaml.safe_load(FILE.read_text(encoding="utf-8"))
    ]


def statement(one: Golden, harness: MacroHarness, engine: Engine) -> str:
    """One row: each value's text, then each value's type."""
    values = [harness.render("{{ " + call + " }}") for call, _ in one.values]
    # By a name: an aggregate's text is taken of its result.
    named = ", ".join(f"{sql} as v{n}" for n, sql in enumerate(values))
    texts = ", ".join(engine.text(f"v{n}", one.type) for n in range(len(values)))
    types = ", ".join(f"typeof(v{n})" for n in range(len(values)))
    source = f" from {one.rows}" if one.rows else ""
    return f"select {texts}, {types} from (select {named}{source}) as given"


def wrong(one: Golden, row: list[Any]) -> list[str]:
    """What of a statement's row is not as the file says."""
    from derived_tables.compare import plain_type

    half = len(one.values)
    said = []
    for (call, expected), found, data_type in zip(one.values, row[:half], row[half:], strict=True):
        if found != expected:
            said.append(f"{call}: {found!r}, not {expected!r}")
        if plain_type(data_type) != one.type:
            said.append(f"{call}: of type {data_type}, not {one.type}")
    return said
