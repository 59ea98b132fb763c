"""What became of a batch, as the newest build says: read from the warehouse, never written.

Where no build has met the batch, or one is at work, that is what is said.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derived_tables.landing import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PAGE_ROWS = 100
# The eight categories of a landed row, by precedence, and what each means to a reader.
CATEGORIES = {
    "new": "began a new version of a record",
    "unchanged": "said what was already known",
    "closing": "closed a record",
    "superseded": "was replaced by a later row of the same moment",
    "contradiction": "said something else than another row of the same record and moment, and lost",
    "duplicate": "said the same as another row",
    "rejected": "could not be used: a value that it must have is missing or cannot be read",
    "held": "waits: the whole file is held until someone releases it",
}
OUTSTANDING = """
    with said as (
        select
            row_number, 0 as part, category, record_key,
            '' as column_name, '' as rule_name, '' as value_text,
            reasons, landed_row, winning_batch_id, winning_row_number
        from {schema}.row_outcomes
        where source_table = $table and batch_id = $batch
        union all
        select
            row_number, 1, 'fault', '', column_name, rule_name, value_text, '', '', null, null
        from {schema}.faults
        where source_table = $table and batch_id = $batch
    )
"""


@dataclass
class Note:
    """One thing that a build says of one row."""

    row: int
    what: str
    record: str
    why: str
    landed: str = ""


@dataclass
class Outcome:
    """What a build says of a batch.

    `state` is `built`; or `unbuilt` (no build has met the batch), `busy` (a build holds the
    warehouse), `elsewhere` (the tables are not in a warehouse file). Only `built` has the rest.
    """

    state: str
    standing: str = ""
    held_because: str = ""
    landed_rows: int = 0
    faulty_rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    notes_in_all: int = 0


def read_outcome(warehouse: Path, table: str, batch_id: str, page: int = 1) -> Outcome:
    """What the warehouse says of a batch of `system.table`; `page` counts from 1."""
    import duckdb

    if os.environ.get("DERIVE_TARGET", "duckdb") != "duckdb":
        return Outcome("elsewhere")
    if not warehouse.is_file():
        return Outcome("unbuilt")
    environment = os.environ.get("DERIVE_ENV", "")
    schema = quoted(f"{environment}_curated" if environment else "curated")
    try:
        with duckdb.connect(str(warehouse), read_only=True) as con:
            return _read(con, schema, table, batch_id, page)
    except duckdb.CatalogException:
        # No build has made the views.
        return Outcome("unbuilt")
    except duckdb.IOException:
        return Outcome("busy")


def _read(
    con: DuckDBPyConnection, schema: str, table: str, batch_id: str, page: int
) -> Outcome:
    named = {"table": table, "batch": batch_id}
    counted = ", ".join(f"{category}_rows" for category in CATEGORIES)
    found = con.execute(
        f"select standing, held_because, landed_rows, faulty_rows, {counted} "  # noqa: S608
        f"from {schema}.batch_reconciliation where source_table = $table and batch_id = $batch",
        named,
    ).fetchone()
    if found is None:
        return Outcome("unbuilt")
    standing, held_because, landed, faulty, *counts = found
    outstanding = OUTSTANDING.format(schema=schema)
    # The schema's name is the only part that is not a constant.
    total = con.execute(f"{outstanding} select count(*) from said", named).fetchone()[0]  # noqa: S608
    rows = con.execute(
        f"{outstanding} select * from said order by row_number, part, column_name, rule_name "  # noqa: S608
        "limit $limit offset $offset",
        {**named, "limit": PAGE_ROWS, "offset": (page - 1) * PAGE_ROWS},
    )
    names = [column[0] for column in rows.description]
    notes = [_note(dict(zip(names, row, strict=True)), batch_id) for row in rows.fetchall()]
    return Outcome(
        "built",
        standing=standing,
        held_because=held_because or "",
        landed_rows=landed,
        faulty_rows=faulty,
        counts=dict(zip(CATEGORIES, counts, strict=True)),
        notes=notes,
        notes_in_all=total,
    )


def _note(row: dict[str, Any], batch_id: str) -> Note:
    if row["category"] == "fault":
        why = f"{row['column_name']} is {row['value_text']}, which breaks its {row['rule_name']}"
        return Note(row["row_number"], "fault", "", why)
    why = row["reasons"] or ""
    if row["winning_row_number"] is not None:
        same = row["winning_batch_id"] == batch_id
        place = "of this file" if same else f"of batch {row['winning_batch_id']}"
        why = "; ".join(filter(None, [why, f"row {row['winning_row_number']} {place} stands"]))
    texts = (row["record_key"] or "", why, row["landed_row"] or "")
    return Note(row["row_number"], row["category"], *texts)
