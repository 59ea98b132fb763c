"""`derive answers`: put the questions of `analyses/` to the warehouse, and print what it answers.

A question is a file: SQL over marts, its first line the question. `docs/answers.md` is what they
give on the synthetic data that `make dbt-test` builds.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import typer

from derived_tables import pages
from derived_tables.build import Run, run_dbt
from derived_tables.errors import DeriveError
from derived_tables.init import warehouse_path
from derived_tables.project import project_dir

FOLDER = "analyses"
# Rows of an answer that are printed.
SHOWN = 10
HEAD = """<!-- Written by `derive answers`: change the questions. -->

# Answers

Questions that the marts answer, each with one fact and its dimensions, as they are
answered on the synthetic data that the tests build: no figure is of real people. (In
that data nobody is seen sooner than nine days after a release.) [Joining](joining.md)
says how facts and dimensions go together.
"""


def question(path: Path) -> str:
    """The question that a file of `analyses/` answers: its first line, a comment."""
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    found = re.fullmatch(r"\{# (\S.*\?) #\}", first)
    if found is None:
        raise DeriveError(
            "the first line is not a question.",
            place=str(path),
            remedy="Begin the file with {# Your question? #}.",
        )
    return found[1]


def table(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """What a query gives, as a Markdown table: its first rows, and how many follow."""
    found = con.execute(sql)
    names = [column[0] for column in found.description]
    rows = found.fetchall()
    sides = ["--:" if isinstance(one, int | float) or hasattr(one, "as_tuple") else "---"
             for one in (rows[0] if rows else names)]  # fmt: skip
    text = pages.table([names, sides, *([_text(one) for one in row] for row in rows[:SHOWN])])
    left = len(rows) - SHOWN
    return f"{text}\n\n{left} more rows follow." if left > 0 else text


def _text(value: object) -> str:
    return "" if value is None else str(value)


def answered(project: Path, compiled: Path, con: duckdb.DuckDBPyConnection) -> str:
    """The page of all questions with their answers.

    Args:
        project: folder of the project, with `analyses/*.sql`.
        compiled: folder of the same files as dbt compiles them.
        con: connection to a warehouse with the marts.
    """
    parts = [HEAD]
    for path in sorted((project / FOLDER).glob("*.sql")):
        sql = (compiled / path.name).read_text(encoding="utf-8")
        parts.append(
            f"## {question(path)}\n\n{table(con, sql)}\n\n"
            f"[{path.name}](../{FOLDER}/{path.name})\n"
        )
    return "\n".join(parts)


def answers() -> None:
    """Put the questions of analyses/ to the warehouse, and print what it answers."""
    project = project_dir()
    os.chdir(project)
    run = Run(warehouse_path(), os.environ.get("DBT_TARGET_PATH", "target"))
    if not run.warehouse.exists():
        raise DeriveError(
            "there is no warehouse.", place=str(run.warehouse), remedy="Run `make build` first."
        )
    if not run_dbt(run, ["compile", "--select", "resource_type:analysis"]):
        raise DeriveError(
            "dbt cannot compile the questions.",
            place=str(project / FOLDER),
            remedy="The lines above say why; correct that and run `derive answers` again.",
        )
    compiled = Path(run.target_path) / "compiled" / "derived_tables" / FOLDER
    with duckdb.connect(str(run.warehouse), read_only=True) as con:
        typer.echo(answered(project, compiled, con), nl=False)
