"""Temporary copies of the project: whole, or with the tables that the prison marts read alone.

What the second proves (time, increments, what `derive build` says, two engines) does not depend on how many
tables there are; every table is built by `make test`, and on Athena by `test_every_system.py`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from places import PROJECT

TABLES = (
    "nomis__agency_locations",
    "nomis__movement_reasons",
    "nomis__offender_bookings",
    "nomis__offender_external_movements",
    "nomis__offenders",
    "registers__prison_register",
)
SYSTEMS = ("nomis", "registers")
SYNTH = ("synth", *(word for system in SYSTEMS for word in ("--system", system)))
FOLDERS = ("macros", "models", "seeds", "snapshots", "tests/generic", "tests/singular", "docs")


def whole_project(folder: Path) -> Path:
    """A copy of all that dbt reads, in `folder`."""
    for name in FOLDERS:
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, folder)
    return folder


def prison_project(folder: Path) -> Path:
    """The copy with those tables alone, in `folder`."""
    return cut(whole_project(folder))


def cut(folder: Path) -> Path:
    """Leave a copy of the project those tables alone."""
    for layer in ("curated", "staging"):
        for path in (folder / "models" / layer).rglob("*__*.*"):
            name = re.sub(r"^stg_|_versions$", "", path.stem)
            if name not in TABLES:
                path.unlink()
    project = folder / "dbt_project.yml"
    listed = "".join(f"    - {name}\n" for name in TABLES)
    text = re.sub(r"(?<=  curated_tables:\n)(    - \w+\n)+", listed, project.read_text())
    project.write_text(text)
    return folder
