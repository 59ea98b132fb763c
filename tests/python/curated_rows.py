"""Curated tables as the contracts have them, with rows of a test's own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import yaml


def history(day: str) -> str:
    """The columns of a version in force from a day on, as a select list."""
    return (
        f"timestamp '{day}' as mojap_start_datetime,"
        " timestamp '2999-01-01' as mojap_end_datetime, true as mojap_current_record"
    )


HISTORY = history("2025-01-01")


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
    con.execute(inserted(table, columns, history))


def inserted(table: str, columns: str, history: str = HISTORY) -> str:
    """SQL that adds such a row."""
    return f"insert into curated.{table} by name select {columns}, {history}"


def tell_newest(con: duckdb.DuckDBPyConnection, moment: str) -> None:
    """Say up to when batches tell: the moment of a build."""
    con.execute(
        "create table curated.batch_reconciliation as"
        f" select timestamp '{moment}' as max_time, 'in force' as standing"
    )


def supervised(offender: int) -> str:
    """A person of Delius, as a select list."""
    return (
        f"{offender} as offender_id, 'X{offender:06}' as crn,"
        f" date '1980-01-{offender:02}' as date_of_birth_date"
    )


def add_supervised(con: duckdb.DuckDBPyConnection, offender: int) -> None:
    """Add such a person and an event of theirs, both of one number."""
    add(con, "delius__offender", supervised(offender))
    add(con, "delius__event", f"{offender} as event_id, {offender} as offender_id")


def another_sex(offender: int) -> tuple[str, str]:
    """SQL by which such a person's sex is another from February on: a version ends, one begins."""
    return (
        "update curated.delius__offender set mojap_current_record = false,"
        f" mojap_end_datetime = timestamp '2025-02-05' where offender_id = {offender}",
        inserted(
            "delius__offender",
            f"{supervised(offender)}, 1 as gender_id",
            history("2025-02-05"),
        ),
    )
