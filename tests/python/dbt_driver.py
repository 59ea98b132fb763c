"""Run steps in one process: `python dbt_driver.py STEPS.json`, in a project's folder.

A step is a list of words: `derive ...` or `dbt ...`. The first that fails ends the run with exit code 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def derive(words: list[str]) -> bool:
    """Run one `derive` command in this process."""
    import typer

    from derived_tables.cli import app

    try:
        return not typer.main.get_command(app).main(args=words, standalone_mode=False)
    except SystemExit as stopped:
        return not stopped.code


def main() -> int:
    """Run each step; print those that fail."""
    from dbt.cli.main import dbtRunner

    runner = dbtRunner()
    for step in json.loads(Path(sys.argv[1]).read_text()):
        if step[0] == "derive":
            good = derive(step[1:])
        else:
            result = runner.invoke(step[1:])
            good = result.success
            if result.exception:
                print(result.exception)
        if not good:
            print("failed:", " ".join(step)[:300])
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
