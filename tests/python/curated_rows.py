"""Curated tables as the contracts have them, with rows of a test's own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import yaml

# In force from the first day of 2025 on.
HISTORY = (
    "timestamp '2025-01-01' as mojap_start_datetime, timestamp '2999-01-01' as mojap_end_datetime,"
    " true as mojap_current_record"
)


def make_tables(con: duckdb.DuckDBPyConnection, project: Path) -> None:
    """Make every curated table of a project, empty, and the pepper."""
    con.execute("create schema curated; create schema people_restricted")
    con.execute("create table people_restricted.pepper as select 'pepper' as secret")
    for file in sorted(project.glob("models/curated/*/*__*.yml")):
        model = yaml.safe_load(file.read_text())["models"][0]
        columns = ", ".join(f'"{c["name"]}" {c["data_type"]}' for c in model["columns"])
        con.execute(f"create table curated.{model['name']} ({columns})")


def add(con: duckdb.DuckDBPyConnection, table: str, columns: str, history: str = HISTORY) -> None:
    """Add a row, told as a select list; what it does not name is null."""
    con.execute(f"insert into curated.{table} by name select {columns}, {history}")
