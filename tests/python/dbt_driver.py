"""Run steps in one process: `python dbt_driver.py STEPS.json`, in a project's folder.

A step is a list of words: `derive ...` or `dbt ...`. The first that fails ends the run with exit
code 1; so does one that begins with `fails` and does not fail. Between them: `keep NAME` copies the
warehouse, `copy FROM TO` a file, `sql TEXT` runs in the warehouse, `set NAME VALUE` a variable.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any


def derive(words: list[str]) -> bool:
    """Run one `derive` command in this process."""
    import typer

    from derived_tables.cli import app

    try:
        return not typer.main.get_command(app).main(args=words, standalone_mode=False)
    except SystemExit as stopped:
        return not stopped.code


def dbt(words: list[str], runner: Any) -> bool:
    """Run one `dbt` command in this process."""
    result = runner.invoke(words)
    if result.exception:
        print(result.exception)
    return bool(result.success)


def between(words: list[str]) -> bool:
    """Do what is neither `derive` nor `dbt`, with the warehouse let go of."""
    import duckdb

    from derived_tables.build import release_warehouse

    release_warehouse()
    warehouse = Path(os.environ["DERIVE_WAREHOUSE"])
    if words[0] == "keep":
        # Its own name stays: the views in it say it.
        place = warehouse.parent / "kept" / words[1]
        place.mkdir(parents=True)
        shutil.copy(warehouse, place)
    elif words[0] == "copy":
        shutil.copy(words[1], words[2])
    elif words[0] == "sql":
        with duckdb.connect(str(warehouse)) as con:
            con.execute(words[1])
    elif words[0] == "set":
        os.environ[words[1]] = words[2]
    return words[0] in ("keep", "copy", "sql", "set")


def main() -> int:
    """Run each step; print those that fail."""
    from dbt.cli.main import dbtRunner

    runner = dbtRunner()
    for step in json.loads(Path(sys.argv[1]).read_text()):
        words = step[1:] if step[0] == "fails" else step
        if words[0] == "dbt":
            good = dbt(words[1:], runner)
        else:
            good = derive(words[1:]) if words[0] == "derive" else between(words)
        if good == (step[0] == "fails"):
            print("failed:" if not good else "did not fail:", " ".join(words)[:300])
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
