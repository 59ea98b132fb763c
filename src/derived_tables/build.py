"""`derive build`: run dbt, say what was made, and build as at or as known at a past moment."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from derived_tables import ledger
from derived_tables.compare import DuckDB, Engine, OnAthena, quoted
from derived_tables.errors import DeriveError, Misuse
from derived_tables.init import (
    data_store,
    ensure_pepper,
    ensure_pepper_on_athena,
    read_pepper,
    wanted_target,
    warehouse_path,
)
from derived_tables.landing import landing_root
from derived_tables.project import project_dir

# Whatever dbt reads of the project: a change of any of it asks for a build.
PROJECT_FILES = ("models", "macros", "seeds", "snapshots", "tests/generic", "tests/singular")
# The model that tells which batches the curated tables are made from.
BATCHES = "batch_reconciliation"
# Snapshots and what reads them: they tell of builds.
RECORDED = "config.meta.as_at:recorded"
# What an as-at build reads as it stands, or has no history to cut.
NOT_AS_AT = ("path:models/curated", RECORDED, "resource_type:unit_test")
# What new batches leave as it is: a view says its query, a unit test has rows of its own.
NOT_OF_BATCHES = ("config.materialized:view", "resource_type:unit_test")
PROJECT_ROOTS = ("dbt_project.yml", "profiles.yml")
# The last good build on Athena, an object under its data: `_built_<environment>.json`.
RECORD = "_built_"


@dataclass
class Run:
    """One run of dbt: where it writes, what it reads, and what it found."""

    warehouse: Path
    target_path: str
    target: str = "duckdb"
    variables: dict[str, Any] = field(default_factory=dict)
    select: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    indirect: str | None = None  # how tests are selected with what they test
    live: Path | None = None
    full_refresh: bool = False
    new_batches: bool = False  # whether all else is as the last good build has found it
    project: str = ""  # a hash of the project that the tables are built by
    nodes: dict[str, dict[str, int]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    batches: dict[str, list[int]] = field(default_factory=dict)  # batches and rows, by table
    rejects: int = 0
    faults: int = 0
    seconds: float = 0.0
    built_at: str = ""

    def facts(self) -> dict[str, Any]:
        """What the summary says, for keeping beside the warehouse."""
        names = ("nodes", "failed", "rows", "batches", "rejects", "faults", "seconds", "built_at")
        return {name: getattr(self, name) for name in names}


def parse_moment(text: str, option: str) -> datetime:
    """A moment in UTC from ISO text; a date is its midnight."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Misuse(
            f"{text!r} is not a moment.",
            place=option,
            remedy="Write it as 2025-06-30 or '2025-06-30 12:00:00' (UTC).",
        ) from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def landed_state(root: Path) -> dict[str, str]:
    """Per curated table, a hash of its events: they never change, so their ids are enough."""
    digests: dict[str, Any] = {}
    for event in ledger.read_events(landing_root(root)):
        table = f"{event['system']}__{event['table']}"
        digests.setdefault(table, hashlib.sha256()).update(event["event_id"].encode() + b"\0")
    models = {path.stem for path in (root / "models" / "curated").rglob("*.sql")}
    return {table: found.hexdigest() for table, found in digests.items() if table in models}


def project_state(root: Path) -> str:
    """A hash of all that a build depends on besides the ledger: files and environment."""
    digest = hashlib.sha256()
    files = [root / name for name in PROJECT_ROOTS]
    for folder in PROJECT_FILES:
        files += [path for path in (root / folder).rglob("*") if path.is_file()]
    for path in sorted(files):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(os.environ.get("DERIVE_ENV", "").encode())
    return digest.hexdigest()


def _show(run: Run, message: Any) -> None:  # noqa: ANN401
    """Count a finished node, and print it if it is a table or a failure."""
    if message.info.name != "NodeFinished":
        return
    info = message.data.node_info
    kind, status = info.resource_type, info.node_status
    counts = run.nodes.setdefault(kind, {})
    counts[status] = counts.get(status, 0) + 1
    bad = status in ("error", "fail", "runtime error", "partial success")
    name = info.unique_id.split(".", 2)[2]
    if bad:
        run.failed.append(f"{kind} {name}")
    if bad or kind in ("model", "seed", "snapshot"):
        seconds = message.data.run_result.execution_time
        word = "FAILED" if bad else status
        typer.echo(f"  {kind:9} {name:55} {word} {seconds:6.2f} s", err=True)


def run_dbt(run: Run, command: list[str]) -> bool:
    """Run dbt in this process; True if all went well.

    Its own lines go to `logs/` only, and of them warnings and errors (DBT_LOG_LEVEL_FILE says
    otherwise): to write down each step takes a sixth of a small build.
    """
    from dbt.cli.main import dbtRunner

    arguments = [
        "--quiet", *command,
        "--project-dir", ".", "--profiles-dir", ".",
        "--target", run.target, "--target-path", run.target_path,
        "--vars", json.dumps(run.variables),
    ]  # fmt: skip
    if run.new_batches:
        arguments.append("--no-write-json")
        if run.target == "duckdb":
            # Most of it is dbt's own Python, in which a second thread waits for the first.
            arguments += ["--threads", "1"]
        (Path(run.target_path) / "run_results.json").unlink(missing_ok=True)  # of another run
    watched = command[0] == "build"
    callbacks = [lambda message: _show(run, message)] if watched else []
    paths = {"DERIVE_WAREHOUSE": str(run.warehouse), "DERIVE_PROJECT": run.project}
    paths["DBT_LOG_LEVEL_FILE"] = os.environ.get("DBT_LOG_LEVEL_FILE", "warn")
    paths["DERIVE_NEW_BATCHES"] = "yes" if run.new_batches else ""
    if run.live is not None:
        paths["DERIVE_LIVE"] = str(run.live)
    kept = dict(os.environ)
    os.environ.update(paths)
    try:
        result = dbtRunner(callbacks=callbacks).invoke(arguments)
    finally:
        os.environ.clear()
        os.environ.update(kept)
        release_warehouse()
    if result.exception is not None and not run.failed:
        typer.echo(str(result.exception), err=True)
    return bool(result.success)


def release_warehouse() -> None:
    """Let go of the file that dbt keeps open as long as its process lives."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
    gc.collect()


def engine_of(run: Run) -> Engine:
    """What reads the tables that a run has made."""
    if not run.target.startswith("athena"):
        return DuckDB(run.warehouse)
    from derived_tables.athena.query import Athena

    return OnAthena(Athena())


def count_rows(run: Run) -> None:
    """Rows of each mart, rejected rows and faults, as the tables now are."""
    manifest = json.loads((Path(run.target_path) / "manifest.json").read_text(encoding="utf-8"))
    wanted = {
        (node["schema"], node["name"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and (node["fqn"][1] == "marts" or node["name"] in ("rejected_rows", "faults", BATCHES))
    }
    engine = engine_of(run)
    present = engine.columns(sorted({schema for schema, _ in wanted}))
    names = sorted(wanted & set(present))
    answers = engine.query([counted(f"{schema}.{name}") for schema, name in names])
    for (schema, name), ((rows, *landed),) in zip(names, answers, strict=True):
        if name == "rejected_rows":
            run.rejects = int(rows)
        elif name == "faults":
            run.faults = int(rows)
        elif name == BATCHES:
            run.batches = {f"{schema}.{name}": [int(rows), *map(int, landed)]}
        else:
            run.rows[f"{schema}.{name}"] = int(rows)


def counted(table: str) -> str:
    """A query of how many rows a table has; of batches, how many rows have landed with them too."""
    schema, name = table.split(".")
    landed = ", coalesce(sum(landed_rows), 0)" if name == BATCHES else ""
    return f"select count(*){landed} from {quoted((schema, name))}"  # noqa: S608


def is_curated_as_left(engine: Engine, batches: dict[str, list[int]]) -> bool:
    """Whether all that is curated is of the batches that the last good build left."""
    answers = engine.query([counted(table) for table in batches])
    return [[int(value) for value in row] for (row,) in answers] == list(batches.values())


def print_summary(run: Run, docs: Path | None) -> None:
    """What was made, where it is, and what to try next."""
    tests = {"pass": 0, "warn": 0, "fail": 0}
    for kind in ("test", "unit_test", "unit test"):
        for status, number in run.nodes.get(kind, {}).items():
            word = {"pass": "pass", "success": "pass", "warn": "warn"}.get(status)
            if status != "skipped":
                tests[word or "fail"] += number
    skipped = sum(counts.get("skipped", 0) for counts in run.nodes.values())
    tables = sum(run.nodes.get("model", {}).values())
    typer.echo("")
    for name, rows in sorted(run.rows.items()):
        typer.echo(f"  {name:35}{rows:>12,} rows")
    typer.echo(
        f"\n  models {tables}   tests passed {tests['pass']}, warned {tests['warn']}, "
        f"failed {tests['fail']}   skipped {skipped}   "
        f"rejected rows {run.rejects:,}   faults {run.faults:,}"
    )
    nodes = sum(sum(counts.values()) for counts in run.nodes.values())
    each = 1000 * run.seconds / max(nodes, 1)
    typer.echo(f"  nodes {nodes}   {run.seconds:.0f} s   {each:.0f} ms a node")
    on_athena = run.target.startswith("athena")
    typer.echo("  target     athena" if on_athena else f"  warehouse  {run.warehouse}")
    if docs is not None and docs.exists():
        typer.echo(f"  docs       {docs}")
    for name in run.failed:
        typer.echo(f"  FAILED     {name}")
    if not run.failed and run.rows and not run.variables:
        typer.echo(
            "\n  Try next:  .venv/bin/dbt show --inline "
            "\"select * from {{ ref('fct_custody_spells') }}\" --limit 5\n"
            "             .venv/bin/derive batch list"
        )


def execute(run: Run, *, docs: bool) -> bool:
    """Build, count, document and print; True if nothing failed."""
    started = time.monotonic()
    command = ["build"]
    if run.select:
        command += ["--select", *run.select]
        if run.warehouse != warehouse_path() or run.target == "athena_as_at":
            # What is not selected is not in a new warehouse: tests that need it are left out.
            run.indirect = "cautious"
    if run.exclude:
        command += ["--exclude", *run.exclude]
    if run.indirect:
        command += ["--indirect-selection", run.indirect]
    if run.full_refresh:
        command.append("--full-refresh")
    good = run_dbt(run, command)
    page = Path(run.target_path) / "static_index.html"
    if good and docs:
        words = ["docs", "generate", "--static"]
        if run.target == "athena":
            # The adapter's catalogue wants every source's database, landed or not.
            words.append("--empty-catalog")
        good = run_dbt(run, words)
        if not good:
            run.failed.append("docs generate")
    run.seconds = time.monotonic() - started
    run.built_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if run.nodes:
        count_rows(run)
        print_summary(run, page if docs else None)
    return good and not run.failed


class Record:
    """What the last good build found and made, kept with its tables: a file, or an object on S3."""

    def __init__(self, run: Run) -> None:
        """Nothing is read or written yet."""
        self.warehouse = run.warehouse
        self.file = run.warehouse.with_suffix(".built.json")
        self.name = f"{RECORD}{os.environ.get('DERIVE_ENV') or 'live'}.json"
        self.bucket = data_store() if run.target == "athena" else None

    def read(self) -> dict[str, Any] | None:
        """What was kept; None where nothing is."""
        try:
            kept = self.bucket.read(self.name) if self.bucket else self.file.read_bytes()
        except FileNotFoundError:
            return None
        return json.loads(kept)

    def lost(self, kept: dict[str, Any]) -> list[str]:
        """The tables that a good build made and a warehouse file has no more: it is another one."""
        if self.bucket:  # the object lies with the tables, and goes with them
            return []
        made = {tuple(name.split(".")) for name in kept["rows"]}
        present = DuckDB(self.warehouse).columns(sorted({schema for schema, _ in made}))
        return sorted(".".join(name) for name in made - set(present))

    def remove(self) -> None:
        """Before a build: one that fails or is killed leaves none, and the next builds all."""
        if self.bucket:
            self.bucket.remove(self.name)
        else:
            self.file.unlink(missing_ok=True)

    def keep(self, facts: dict[str, Any]) -> None:
        """After a good build."""
        text = json.dumps(facts).encode()
        if self.bucket:
            self.bucket.put_if_absent(self.name, text)
        else:
            self.file.write_bytes(text)


def build_live(
    select: list[str], target: str = "duckdb", *, again: bool, full_refresh: bool = False
) -> bool:
    """Build the live tables: what has changed since the last good build, and all that reads it.

    A change of the project's files asks for everything; new batches for their tables alone, what
    reads them and its tests.
    """
    run = Run(warehouse_path(), os.environ.get("DBT_TARGET_PATH", "target"), target, select=select)
    run.full_refresh = full_refresh
    if target == "athena":
        run.target_path += "/athena"
        # Their rows are written in them: what they say of a model, DuckDB has said.
        run.exclude = ["resource_type:unit_test"]
        _ready_athena()
    else:
        ensure_pepper(run.warehouse)
    record = Record(run)
    landed, project = landed_state(project_dir()), project_state(project_dir())
    run.project = "" if again else project
    page = Path(run.target_path) / "static_index.html"
    docs = not select
    kept = None if select or again or full_refresh or not page.exists() else record.read()
    if kept is not None and (lost := record.lost(kept)):
        typer.echo(f"{run.warehouse} has no {lost[0]} ({len(lost)} tables are gone): all is built.")
        kept = None
    if kept is not None and not is_curated_as_left(engine_of(run), kept.get("batches", {})):
        typer.echo("The curated tables are not as the last build left them: all is built.")
        kept = None
    if kept is not None:
        before = kept.pop("landed")
        if kept.pop("project") == project:
            changed = sorted(name for name in landed if landed[name] != before.get(name))
            if not changed:
                for name, value in kept.items():
                    setattr(run, name, value)
                typer.echo(
                    f"Nothing has changed since the build of {run.built_at} UTC: landing, project "
                    "and seeds are the same (`--again` builds anyway)."
                )
                print_summary(run, page)
                return True
            typer.echo(
                f"New batches in {len(changed)} of {len(landed)} source tables since the build of "
                f"{kept['built_at']} UTC; what reads none of them stays (`--again` builds all)."
            )
            run.select = [f"{name}+" for name in changed]
            run.exclude = list(NOT_OF_BATCHES)
            run.indirect = "empty"  # a test of a view stays, though the view is left out
            docs, run.new_batches = False, True
    record.remove()
    good = execute(run, docs=docs)
    if good and not select:
        record.keep({"landed": landed, "project": project, **run.facts()})
    return good


def _ready_athena() -> None:
    """Wait until nothing of an earlier run is under way, and have a pepper."""
    from derived_tables.athena.query import Athena

    Athena().wait_for_others(lambda line: typer.echo(f"  {line}", err=True))
    ensure_pepper_on_athena()


def build_as_at_on_athena(as_at: datetime, select: list[str]) -> bool:
    """Build marts as the sources stood at a moment, in schemas of their own."""
    _ready_athena()
    path = f"{os.environ.get('DBT_TARGET_PATH', 'target')}/athena_as_at"
    run = Run(warehouse_path(), path, target="athena_as_at", select=select)
    run.variables = {"as_at": as_at.strftime("%Y-%m-%d %H:%M:%S.%f")}
    run.exclude = list(NOT_AS_AT)
    return execute(run, docs=False)


def _fresh(folder: str, name: str) -> tuple[Path, str]:
    """A warehouse file that does not exist yet, and the folder of its compiled files."""
    path = warehouse_path().parent / folder / f"{name}.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    base = os.environ.get("DBT_TARGET_PATH", "target")
    return path, f"{base}/{folder}/{name}"


def _stem(moment: datetime) -> str:
    """A moment as a file's name."""
    return moment.strftime("%Y%m%d_%H%M%S_%f")


def build_known(known_at: datetime, select: list[str]) -> bool:
    """Build from nothing, from the ledger as it stood at a moment."""
    live = warehouse_path()
    path, target_path = _fresh("known_at", _stem(known_at))
    ensure_pepper(path, read_pepper(live))
    variables = {"known_at": known_at.strftime("%Y-%m-%d %H:%M:%S.%f")}
    run = Run(path, target_path, variables=variables, select=select)
    run.exclude = [RECORDED]
    return execute(run, docs=False)


def build_as_at(
    as_at: datetime, live: Path, select: list[str], variables: dict[str, Any] | None = None
) -> bool:
    """Build marts as the sources stood at a moment, from the live curated tables."""
    if not live.exists():
        raise DeriveError(
            "there are no curated tables to look back into.",
            place=str(live),
            remedy="Run `derive build` first.",
        )
    if live == warehouse_path():
        path, target_path = _fresh("as_at", _stem(as_at))
    else:
        path, target_path = _fresh("known_at", f"{live.stem}_as_at_{_stem(as_at)}")
    moment = as_at.strftime("%Y-%m-%d %H:%M:%S.%f")
    run = Run(path, target_path, target="as_at", live=live, select=select)
    run.variables = {"as_at": moment, **(variables or {})}
    run.exclude = list(NOT_AS_AT)
    return execute(run, docs=False)


def build(
    as_at: Annotated[
        str | None,
        typer.Option(help="As the sources stood at this moment, in a warehouse of its own (UTC)."),
    ] = None,
    known_at: Annotated[
        str | None,
        typer.Option(help="From the ledger as it stood at this moment, in a warehouse of its own."),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(help="dbt's node selection; may be repeated.")
    ] = None,
    again: Annotated[bool, typer.Option(help="Build even if nothing has changed.")] = False,
    full_refresh: Annotated[
        bool,
        typer.Option(help="Make incremental marts anew, as after a change of their columns."),
    ] = False,
) -> None:
    """Build every table with its tests, then the docs; say what was made."""
    selected = list(select or [])
    past = parse_moment(as_at, "--as-at") if as_at else None
    known = parse_moment(known_at, "--known-at") if known_at else None
    os.environ["DERIVE_WAREHOUSE"] = str(warehouse_path())
    os.chdir(project_dir())
    sys.stdout.reconfigure(line_buffering=True)
    if wanted_target() == "athena":
        if known is not None:
            raise Misuse(
                "--known-at builds on DuckDB only.",
                remedy="Unset DERIVE_TARGET; DuckDB gives the same tables from the same landing.",
            )
        if past is not None:
            good = build_as_at_on_athena(past, selected)
        else:
            good = build_live(selected, "athena", again=again, full_refresh=full_refresh)
    elif past is None and known is None:
        good = build_live(selected, again=again, full_refresh=full_refresh)
    elif past is None:
        good = build_known(known, selected)
    else:
        live, good = warehouse_path(), True
        if known is not None:
            live = warehouse_path().parent / "known_at" / f"{_stem(known)}.duckdb"
            good = build_known(known, ["+path:models/curated"])
        good = good and build_as_at(past, live, selected)
    if not good:
        raise typer.Exit(1)
