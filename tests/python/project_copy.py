"""Temporary copies of the project: whole, or with some tables alone.

What those that the prison marts read prove (time, increments, what `derive build` says, two engines)
does not depend on how many tables there are; every table is built by `make test`, and on Athena by
`make bench`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from places import PROJECT

TABLES = (
    "delius__custody",
    "delius__disposal",
    "delius__event",
    "delius__offender",
    "delius__r_standard_reference_list",
    "nomis__agency_locations",
    "nomis__movement_reasons",
    "nomis__offender_bookings",
    "nomis__offender_external_movements",
    "nomis__offender_identifiers",
    "nomis__offenders",
    "registers__prison_register",
)
SYSTEMS = ("delius", "nomis", "registers")
SYNTH = ("synth", *(word for system in SYSTEMS for word in ("--system", system)))
REF = re.compile(r"\bref\('(\w+)'\)")
# What makes a booking due is listed, a line each; a copy without a table does without its line.
LISTED = re.compile(r"^    '\w+': ref\('(\w+)'\),\n", re.M)
FOLDERS = ("macros", "models", "seeds", "snapshots", "tests/generic", "tests/singular", "docs")


def whole_project(folder: Path) -> Path:
    """A copy of all that dbt reads, in `folder`."""
    for name in FOLDERS:
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, folder)
    return folder


def prison_project(folder: Path) -> Path:
    """The copy with those tables, and all that reads no others, in `folder`."""
    return cut(whole_project(folder), TABLES)


def marts_project(folder: Path, names: Sequence[str] = ()) -> Path:
    """The copy with every mart (or those named), and no table that none of them reads, in `folder`."""
    models = {path.stem: path for path in (PROJECT / "models").rglob("*.sql")}
    read = set(names) or {name for name, path in models.items() if "marts" in path.parts}
    found = set(read)
    while found:
        found = {one for name in found for one in REF.findall(models[name].read_text())}
        found = (found & set(models)) - read
        read |= found
    return cut(whole_project(folder), [name for name in read if models[name].parts[-3] == "curated"])


def curated_project(folder: Path, tables: Sequence[str]) -> Path:
    """A copy with some tables' curated and staging models, and nothing that reads them."""
    whole_project(folder)
    for name in ("models/intermediate", "models/marts", "snapshots", "tests/singular"):
        shutil.rmtree(folder / name)
    return cut(folder, tables)


def cut(folder: Path, tables: Sequence[str] = TABLES) -> Path:
    """Leave a copy of the project these tables alone."""
    for layer in ("curated", "staging"):
        for path in (folder / "models" / layer).rglob("*__*.*"):
            name = re.sub(r"^stg_|_versions$", "", path.stem)
            if name not in tables:
                path.unlink()
    drop_readers(folder)
    texts = [path for path in (folder / "models").rglob("*.*") if path.suffix in (".sql", ".yml")]
    read = "\n".join(path.read_text() for path in texts)
    for path in (folder / "seeds").glob("*.*"):
        if not re.search(rf"\b{path.stem}\b", read):
            path.unlink()
    project = folder / "dbt_project.yml"
    listed = "".join(f"    - {name}\n" for name in sorted(tables))
    text = re.sub(r"(?<=  curated_tables:\n)(    - \w+\n)+", listed, project.read_text())
    project.write_text(text)
    return folder


def lean(folder: Path) -> Path:
    """Take out of a copy what no fact reads: other dimensions, and names of people."""
    marts = folder / "models/marts"
    shutil.rmtree(marts / "people_restricted")
    facts = "".join(path.read_text() for path in marts.rglob("fct_*.*"))
    for path in marts.glob("core/dim_*.*"):
        if path.stem not in facts:
            path.unlink()
    drop_readers(folder)
    return folder


def drop_readers(folder: Path) -> None:
    """Take out of a copy what reads a model that is not there, and what reads that."""
    made = [
        path
        for layer in (
            "models/intermediate", "models/marts", "tests/singular", "snapshots", "analyses",
        )
        for path in (folder / layer).rglob("*.*")
        if path.suffix == ".sql" or layer == "snapshots"
    ]
    while True:
        there = {path.stem for path in folder.rglob("*.*") if path.suffix in (".sql", ".csv")}
        there |= {path.stem for path in (folder / "snapshots").rglob("*.yml")}
        for path in (folder / "models").rglob("int_bookings_*.sql"):
            drop_lines(path, there)
        readers = [
            path
            for path in made
            if path.exists() and not set(REF.findall(path.read_text())) <= there
        ]
        if not readers:
            return
        for path in readers:
            path.unlink()
            path.with_suffix(".yml").unlink(missing_ok=True)


def drop_lines(path: Path, there: set[str]) -> None:
    """Take out of a list of models those that are not there."""
    path.write_text(LISTED.sub(lambda one: one[0] if one[1] in there else "", path.read_text()))
