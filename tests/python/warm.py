"""What a fork finds imported, and kept by dbt of a project that it has read: see `forks`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import dbt.adapters.duckdb  # noqa: F401
from dbt.cli.main import dbtRunner
from dbt_common.clients.jinja import template_cache
from dbt_common.tests import enable_test_caching

import derived_tables.build
import derived_tables.cli
import derived_tables.synth  # noqa: F401
from project_copy import TABLES, curated_project


def threads() -> int:
    """How many threads this process has, Python's and others; 0 where the system does not say."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0


def read_a_project() -> None:
    """Have dbt read a few tables: its classes' schemas are made, all macros read and compiled.

    dbt keeps what it has read of a text by that text, so what a test changes is read anew. A project
    that cannot be read leaves less to be found; the tests say what is wrong with it.
    """
    enable_test_caching()  # dbt's own, for tests that start it often
    here, before = Path.cwd(), threads()
    with tempfile.TemporaryDirectory() as folder:
        curated_project(Path(folder), TABLES)
        # The static parser starts threads: it, and unit tests, would hang in a fork after that.
        words = ["--quiet", "--no-send-anonymous-usage-stats", "--no-static-parser", "parse"]
        for option in ("--project-dir", "--profiles-dir", "--target-path", "--log-path"):
            words += [option, folder]
        parsed = dbtRunner().invoke(words)
    os.chdir(here)
    assert threads() == before, "dbt started threads: forks of this process would hang"
    for macro in parsed.result.macros.values() if parsed.success else ():
        if macro.package_name != "dbt":  # of dbt's own most are never called
            template_cache.get_node_template(macro)


read_a_project()
