"""Tables built step by step, of what is due alone: what was reckoned anew has lost its mark."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import duckdb

from dbt_runs import run_script


def build_steps(
    folder: Path,
    project: Path,
    marks: Mapping[str, str],
    changes: Mapping[str, Sequence[str]],
    compared: Collection[str],
    words: Sequence[str] = (),
) -> dict[str, dict[str, list[dict]]]:
    """Rows of each table first, and after each change: each row marked before, by its mark.

    After a step that is `compared` all is built, whatever is due, in a copy: `<step>_all`. `words`
    go to dbt.
    """
    models = [f"+{table.split('.')[1]}" for table in marks]
    run_script(
        folder,
        f"""
        import os
        import shutil
        import duckdb
        made = ("run", *{tuple(words)!r}, "--select", *{models!r}, "--exclude", "path:models/curated")
        again = (*made, "config.materialized:view")
        def place(name):
            return {str(folder)!r} + "/" + name + ".duckdb"
        def build(name, words, project):
            os.environ["DERIVE_PROJECT"] = project
            os.environ["DERIVE_NEW_BATCHES"] = "yes" if project else ""
            dbt(*words)
            shutil.copy(place("warehouse"), place(name))
        dbt("seed")
        build("first", made, "as it is")
        for name, statements in {dict(changes)!r}.items():
            with duckdb.connect(place("warehouse")) as con:
                for table, mark in {dict(marks)!r}.items():
                    con.execute(f"update {{table}} set {{mark}}")
                for sql in statements:
                    con.execute(sql)
            build(name, again, "as it is")
            if name in {tuple(compared)!r}:
                build(name + "_all", again, "")
                shutil.copy(place(name), place("warehouse"))
        """,
        project,
    )
    return {path.stem: {table: read(path, table) for table in marks} for path in folder.glob("*.duckdb")}


def read(path: Path, table: str) -> list[dict]:
    """Rows of a table, by the names of its columns."""
    with duckdb.connect(str(path), read_only=True) as con:
        rows = con.execute(f"select * from {table}").fetchall()
        names = [column[0] for column in con.description]
    return [dict(zip(names, row, strict=True)) for row in rows]
