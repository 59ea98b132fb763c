"""Run dbt on the project, with a warehouse and landing of a test's own, in one process a script."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from subprocess import CompletedProcess

import forks

PROJECT = Path(__file__).resolve().parents[2]


def environment(folder: Path, **extra: str) -> dict[str, str]:
    """Variables that keep a run away from the project's own data."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("DERIVE_")},
        "DERIVE_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "DERIVE_LANDING": str(folder / "landing"),
        "DERIVE_SPILL": str(folder / "spill"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_LOG_LEVEL_FILE": "none",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "NO_COLOR": "1",
        **extra,
    }


def run_script(folder: Path, script: str, project: Path = PROJECT) -> str:
    """Run Python in which `dbt(words)` runs dbt and must succeed; what it printed."""
    head = """
        import gc, json, sys
        from dbt.cli.main import dbtRunner
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        def dbt(*words):
            result = dbtRunner().invoke(["--quiet", *words])
            DuckDBConnectionManager.close_all_connections()
            gc.collect()
            if not result.success:
                print(result.exception, file=sys.stderr)
                sys.exit(3)
    """
    file = folder / "script.py"
    file.write_text(textwrap.dedent(head) + textwrap.dedent(script))
    done = forks.run(["python", file], project, environment(folder))
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-4000:]
    return done.stdout


def derive(
    folder: Path, *words: str, project: Path = PROJECT, **extra: str
) -> CompletedProcess[str]:
    """Run the `derive` command in a project's folder."""
    return forks.run(["derive", *words], project, environment(folder, **extra))
