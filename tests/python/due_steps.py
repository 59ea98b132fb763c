"""A fact built step by step, of what is due alone: what was reckoned anew has lost its mark."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import duckdb

from dbt_runs import run_script


def build_steps(
    folder: Path,
    project: Path,
    fact: str,
    mark: str,
    changes: Mapping[str, Sequence[str]],
    compared: Collection[str],
    words: Sequence[str] = (),
) -> dict[str, list[dict]]:
    """Rows of the fact first, and after each change: each row marked before, by `mark`.

    After a step that is `compared` all is built, whatever is due, in a copy: `<step>_all`. `words`
    go to dbt.
    """
    run_script(
        folder,
        f"""
        import os
        import shutil
        import duckdb
        made = ("run", *{tuple(words)!r}, "--select", "+{fact.split(".")[1]}",
                "--exclude", "path:models/curated")
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
                con.execute("update {fact} set {mark}")
                for sql in statements:
                    con.execute(sql)
            build(name, again, "as it is")
            if name in {tuple(compared)!r}:
                build(name + "_all", again, "")
                shutil.copy(place(name), place("warehouse"))
        """,
        project,
    )
    found = {}
    for path in folder.glob("*.duckdb"):
        with duckdb.connect(str(path), read_only=True) as con:
            rows = con.execute(f"select * from {fact}").fetchall()
            names = [column[0] for column in con.description]
        found[path.stem] = [dict(zip(names, row, strict=True)) for row in rows]
    return found
