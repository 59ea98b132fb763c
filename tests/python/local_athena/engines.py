"""Both engines, each in one process of its own that runs `derive` and `dbt` when told to."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from derived_tables.athena import service
from derived_tables.athena.query import Athena
from derived_tables.compare import DuckDB, Found, Name, OnAthena, compare
from derived_tables.parity import expected

NO_UNIT_TESTS = ["--exclude", "resource_type:unit_test"]
NO_TESTS = [*NO_UNIT_TESTS, "resource_type:test"]
# Later than any row, and the same on both: snapshots say when they were taken.
CLOCK = json.dumps({"snapshot_clock": "2026-01-01 00:00:00.000000"})
# What is told when the tests are over: seconds of each step, and what was left out.
SAID: list[str] = []
BUILD = ["dbt", "--quiet", "build", "--vars", CLOCK, *NO_TESTS]
# What new batches change: code lists and views stay.
AGAIN = [*BUILD, "resource_type:seed", "config.materialized:view"]


def after(table: str) -> list[str]:
    """A build when one source table has something new, as `derive build` makes it on DuckDB."""
    return [*AGAIN, "--select", f"{table}+"]


def read_descriptions_once() -> None:
    """Have botocore keep what it reads of AWS's services: dbt makes sessions and clients by the node.

    A third of the time of dbt's process went into reading the same files.
    """
    from botocore.loaders import JSONFileLoader

    read = cache(JSONFileLoader().load_file)
    JSONFileLoader.load_file = lambda loader, path: read(path)


def serve(told: Connection, project: str, environment: dict[str, str], log: str) -> None:
    """Run each step that comes; answer whether it went well, and in how many seconds."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(project)
    # All that dbt and derive say goes to the log, whoever says it.
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from dbt.cli.main import dbtRunner

    import dbt_driver

    read_descriptions_once()
    runner = dbtRunner()
    while (step := told.recv()) is not None:
        began = time.monotonic()
        print("\n#", *step, flush=True)
        if step[0] == "dbt":
            good = dbt_driver.dbt(step[1:], runner)
            dbt_driver.between(["release"])
        elif step[0] == "derive":
            good = dbt_driver.derive(step[1:])
        else:
            good = dbt_driver.between(step)
        told.send((good, time.monotonic() - began))


class Worker:
    """One engine's process."""

    def __init__(self, name: str, project: Path, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir(parents=True)
        self.log = folder / f"{name}.log"
        self.landing = environment["DERIVE_LANDING"]
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("DERIVE_", "DBT_", "AWS_"))
        }
        given = {
            **kept,
            "DERIVE_WAREHOUSE": str(folder / "warehouse.duckdb"),
            "DERIVE_SPILL": str(folder / "spill"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_LOG_LEVEL_FILE": "warn",
            "NO_COLOR": "1",
            **environment,
        }
        self.environment = given
        context = multiprocessing.get_context("spawn")
        self.told, far = context.Pipe()
        self.process = context.Process(
            target=serve, args=(far, str(project), given, str(self.log)), daemon=True
        )
        self.process.start()

    def tell(self, step: list[str]) -> None:
        self.told.send(step)

    def done(self, step: list[str]) -> float:
        good, seconds = self.told.recv()
        assert good, f"{' '.join(step)[:200]}:\n{self.log.read_text()[-4000:]}"
        return seconds

    def run(self, step: list[str]) -> float:
        """Run a step; the seconds that it took."""
        self.tell(step)
        return self.done(step)

    def end(self) -> None:
        self.told.send(None)
        self.process.join(20)


def forget_tables(glue: Any) -> None:
    """Take every table out of the catalogue: a first build finds none, nor a snapshot's past."""
    for database in glue.get_databases()["DatabaseList"]:
        name = database["Name"]
        pages = glue.get_paginator("get_tables").paginate(DatabaseName=name)
        for table in pages.build_full_result()["TableList"]:
            glue.delete_table(DatabaseName=name, Name=table["Name"])


class Pair:
    """A project on both engines, from two landings that are told the same."""

    def __init__(self, project: Path, folder: Path, running: service.Running, name: str) -> None:
        self.project, self.folder = project, folder
        glue = service.client("glue", running)
        # The databases of projects have the same names; what one left is no part of the next.
        forget_tables(glue)
        prefix = f"s3://derived-tables/{name}"
        self.duckdb = Worker(
            "duckdb", project, folder / "duckdb", {"DERIVE_LANDING": str(folder / "landing")}
        )
        self.athena = Worker(
            "athena",
            project,
            folder / "athena",
            {
                **service.environment(running.port),
                "DERIVE_LANDING": f"{prefix}/landing",
                "DERIVE_LANDING_DATABASE": f"landing_{name}",
                "DERIVE_ATHENA_DATA": f"{prefix}/data/",
                "DERIVE_TARGET": "athena",
            },
        )
        self.warehouse = folder / "duckdb" / "warehouse.duckdb"
        athena = Athena(**service.boto_arguments(running))
        self.on_athena = OnAthena(athena, glue)
        self.known: dict = {}
        self.seconds: list[str] = []

    def both(self, *steps: list[str]) -> None:
        """Run steps on both engines, side by side."""
        for step in steps:
            self.apart(step, step)

    def apart(self, on_duckdb: list[str], on_athena: list[str]) -> None:
        """Run a step on each engine, side by side."""
        self.duckdb.tell(on_duckdb)
        self.athena.tell(on_athena)
        took = self.duckdb.done(on_duckdb), self.athena.done(on_athena)
        self.seconds.append(
            f"{' '.join(on_athena)[:60]:60} duckdb {took[0]:5.1f} s  athena {took[1]:5.1f} s"
        )

    def landed_once(self, step: list[str]) -> None:
        """Land on DuckDB's side, and copy it to the other."""
        here, there = self.duckdb.landing, self.athena.landing
        for worker, one in (
            (self.duckdb, step),
            (self.athena, ["set", "DERIVE_LANDING", here]),
            (self.athena, ["derive", "landing", "copy", there]),
            (self.athena, ["set", "DERIVE_LANDING", there]),
        ):
            self.seconds.append(f"{' '.join(one)[:60]:60} {worker.run(one):5.1f} s")

    def manifest(self, folder: str = "duckdb/target") -> dict:
        return json.loads((self.folder / folder / "manifest.json").read_text())

    def differences(
        self,
        warehouse: Path | None = None,
        prefix: str = "",
        without: Iterable[str] = (),
    ) -> list[str]:
        """What differs between the engines, table by table, of what the manifest names.

        With a warehouse of the past, what tells of builds is in neither.
        """
        manifest = self.manifest()
        recorded = {
            (node["schema"], node["alias"])
            for node in manifest["nodes"].values()
            if warehouse and node["config"].get("meta", {}).get("as_at") == "recorded"
        }
        keys = {
            name: key
            for name, key in expected(manifest).items()
            if name[0] not in tuple(without) and name not in recorded
        }
        names: dict[Name, Name] = {name: (prefix + name[0], name[1]) for name in keys}
        began = time.monotonic()
        here = DuckDB(warehouse, live=self.warehouse) if warehouse else DuckDB(self.warehouse)
        found = compare(here, self.on_athena, names, keys, self.known)
        self.seconds.append(
            f"{len(found)} tables, {sum(one.rows[0] or 0 for one in found):,} rows compared in "
            f"{time.monotonic() - began:.1f} s"
        )
        self.found = {one.name: one for one in found}
        return [f"{'.'.join(one.name)} {line}"[:500] for one in found for line in one.said]

    def rows(self, schema: str, table: str) -> int:
        """How many rows a table had when last compared."""
        one: Found = self.found[(schema, table)]
        return one.rows[0]

    def end(self) -> None:
        self.duckdb.end()
        self.athena.end()
        SAID.extend(self.seconds)
