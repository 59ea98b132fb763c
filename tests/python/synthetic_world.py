"""Synthetic worlds, curated: what the tests join with the truth."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from dbt_runs import environment, run_script
from derived_tables import synth
from derived_tables.store import Folder
from derived_tables.synthetic.options import Options
from places import PROJECT

HELD = (
    "select source_table, batch_id, held_because from curated.batch_reconciliation "
    "where standing = 'held'"
)


def built(folder: Path, project: Path = PROJECT, **options) -> duckdb.DuckDBPyConnection:
    """A world, curated by a project; its warehouse and its truth.

    In these 90 days courts are on either side of the move, so that every system has cases.
    """
    asked = Options(blocks=6, first=date(2022, 8, 1), to=date(2022, 10, 29), **options)
    synth.synth(Folder(folder / "landing"), asked, truth_folder=folder / "truth")
    words = "'--resource-type', 'seed', '--resource-type', 'model'"
    run_script(
        folder,
        f"dbt('build', {words}, '--select', 'resource_type:seed', 'path:models/curated')",
        project,
    )
    con = duckdb.connect(environment(folder)["DERIVE_WAREHOUSE"], read_only=True)
    for name in ("faults", "batches", "missing"):
        con.execute(
            f"create temp view put_{name} as select *, system || '.' || table_name as source_table "
            f"from '{folder}/truth/{name}.parquet'"
        )
    return con


def check_reconciled(con: duckdb.DuckDBPyConnection, tables: int) -> None:
    """Every batch adds up, of so many tables."""
    unbalanced = con.sql(
        "select source_table, batch_id from curated.batch_reconciliation where landed_rows <> "
        "held_rows + rejected_rows + duplicate_rows + contradiction_rows + superseded_rows "
        "+ closing_rows + unchanged_rows + new_rows"
    ).fetchall()
    assert unbalanced == []
    counted = con.sql("select count(distinct source_table) from curated.batch_reconciliation")
    assert counted.fetchone() == (tables,)
