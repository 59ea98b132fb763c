"""`derive parity`: build on both engines from one landing, and compare every table, row for row.

DuckDB builds in a warehouse of its own, in `parity` beside the live one. Athena is the local one,
with a copy of the landing under `s3://derived-tables/landing`. Both keep their tables, so that a
second run builds as incremental models do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from derived_tables.compare import DuckDB, Found, Name, OnAthena, compare
from derived_tables.errors import DeriveError
from derived_tables.project import project_dir

LANDING = "s3://derived-tables/landing"
LONGEST_LINE = 400
SIDES = ("exceptions", "rejected", "faults", "reconciliation")


def expected(manifest: dict[str, Any], chosen: Iterable[str] | None = None) -> dict[Name, list]:
    """Every table of the manifest's nodes (all, or those of these ids) and its key.

    A curated table comes with its exceptions, rejected rows, faults and reconciliation.
    """
    found: dict[Name, list] = {}
    wanted = set(chosen) if chosen is not None else None
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] not in ("model", "seed", "snapshot"):
            continue
        if wanted is not None and unique_id not in wanted:
            continue
        if node["config"].get("materialized") == "ephemeral":
            continue
        name = (node["schema"], node["alias"])
        found[name] = node["config"].get("meta", {}).get("key") or []
        if node["fqn"][1] == "curated" and "contract" in node["config"].get("meta", {}):
            for side in SIDES:
                found[(name[0], f"{name[1]}__{side}")] = ["batch_id", "row_number"]
    return found


def report(found: list[Found]) -> bool:
    """Print what differs, and a line that sums up; True if nothing differs."""
    for one in found:
        for line in one.said:
            typer.echo(f"  {'.'.join(one.name)} {line}"[:LONGEST_LINE])
    different = [one for one in found if not one.same]
    rows = sum(one.rows[0] or 0 for one in found)
    typer.echo(
        f"{len(found) - len(different)} of {len(found)} tables are the same on both engines "
        f"({rows:,} rows)"
    )
    return not different


def _build(
    target: str, folder: Path, select: list[str], environment: dict[str, str], clock: str
) -> subprocess.Popen[str]:
    """Start a build by one engine, its words in a log."""
    words = [
        "build", "--target", target, "--target-path", str(folder / target / "target"),
        "--log-path", str(folder / target), "--quiet", "--no-use-colors",
        "--exclude", "resource_type:test", "resource_type:unit_test",
        "--vars", json.dumps({"snapshot_clock": clock}),
    ]  # fmt: skip
    if select:
        words += ["--select", *[f"+{one.lstrip('+')}" for one in select]]
    (folder / target).mkdir(parents=True, exist_ok=True)
    code = "import sys; from dbt.cli.main import cli; cli()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env={**os.environ, **environment},
        stdout=open(folder / target / "said.log", "w"),
        stderr=subprocess.STDOUT,
        text=True,
    )


def _wait(builds: dict[str, subprocess.Popen[str]], folder: Path) -> None:
    """Wait for both; say how long each took."""
    began = time.monotonic()
    left = dict(builds)
    while left:
        for target, process in list(left.items()):
            if process.poll() is None:
                continue
            del left[target]
            typer.echo(f"  {target:7} built in {time.monotonic() - began:.0f} s")
        time.sleep(0.1)
    for target, process in builds.items():
        if process.returncode:
            log = folder / target / "said.log"
            last = log.read_text().strip().splitlines()[-12:]
            raise DeriveError(
                f"the build on {target} failed:\n  " + "\n  ".join(last),
                place=str(log),
                remedy="Correct the model, and run `derive parity` again.",
            )


def _selected(
    folder: Path, select: list[str], environment: dict[str, str]
) -> list[str] | None:
    """The ids that dbt's selection names; None for all. What it parses, the build finds parsed."""
    if not select:
        return None
    from dbt.cli.main import dbtRunner

    words = [
        "--quiet", "list", "--select", *select, "--output", "json", "--output-keys", "unique_id",
        "--target", "duckdb", "--target-path", str(folder / "duckdb" / "target"),
    ]  # fmt: skip
    with set_in_environment(environment):
        result = dbtRunner().invoke(words)
    if result.exception is not None:
        raise DeriveError(
            str(result.exception),
            place="the project",
            remedy="Correct it, and run `derive parity` again.",
        )
    ids = [json.loads(line)["unique_id"] for line in result.result or []]
    if not ids:
        raise DeriveError(
            "nothing is selected.",
            place=" ".join(select),
            remedy="Write it as for dbt: a model's name, tag:..., path:...",
        )
    return ids


@contextmanager
def set_in_environment(given: dict[str, str]) -> Iterator[None]:
    """Have these variables in the environment for a while."""
    kept = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def parity(
    select: Annotated[
        list[str] | None,
        typer.Option(help="dbt's node selection; may be repeated. What it reads is built too."),
    ] = None,
) -> None:
    """Build on DuckDB and on the local Athena, and compare every table, row for row."""
    from derived_tables import landing, ledger
    from derived_tables.athena import service
    from derived_tables.athena.query import Athena
    from derived_tables.init import ensure_pepper, ensure_pepper_on_athena, warehouse_path
    from derived_tables.store import Bucket

    project = project_dir()
    os.chdir(project)
    chosen = list(select or [])
    folder = warehouse_path().parent / "parity"
    warehouse = folder / "warehouse.duckdb"
    source = landing.landing_root(project)
    here = {
        "DERIVE_WAREHOUSE": str(warehouse),
        "DERIVE_SPILL": str(folder / "spill"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    ids = _selected(folder, chosen, here)
    running = service.start(lambda line: typer.echo(f"  {line}", err=True))
    there = {**service.environment(running.port), "DERIVE_LANDING": LANDING}
    ensure_pepper(warehouse)
    with set_in_environment(there):
        ensure_pepper_on_athena()
        copy = Bucket(LANDING, project / "data" / "upload")
        brought = landing.copy(source, copy)
    typer.echo(f"  landing: {brought} parts brought to {LANDING}")
    clock = ledger.time_text(ledger.utc_now())
    builds = {
        "duckdb": _build("duckdb", folder, chosen, here, clock),
        "athena": _build("athena", folder, chosen, there, clock),
    }
    _wait(builds, folder)
    manifest = json.loads((folder / "duckdb" / "target" / "manifest.json").read_text())
    keys = expected(manifest, ids)
    athena = OnAthena(Athena(**service.boto_arguments(running)))
    found = compare(DuckDB(warehouse), athena, {name: name for name in keys}, keys)
    if not report(found):
        raise typer.Exit(1)
