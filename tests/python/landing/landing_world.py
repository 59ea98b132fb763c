"""A small project with two contracts, and work done in processes that may be killed."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import yaml
from typer.testing import CliRunner, Result

from derived_tables import landing, ledger, store
from derived_tables.cli import app

HISTORY = {
    "mojap_start_datetime": "timestamp(6)",
    "mojap_end_datetime": "timestamp(6)",
    "mojap_current_record": "boolean",
    "mojap_version_id": "varchar",
    "mojap_batch_id": "varchar",
    "mojap_row_number": "bigint",
}
CUSTODY = {
    "inmateid": "bigint",
    "admitted_dt": "timestamp(6)",
    "custody_level": "varchar",
    "race": "varchar",
    "age": "integer",
}
MOVES = {"book_id": "bigint", "seq": "bigint", "place": "varchar", "month": "varchar"}
MOVES_TERMS = {
    "key": ["book_id", "seq"],
    "kinds": ["full", "slice", "changes", "deletes"],
    "time": "extracted",
    "op": "op",
    "slice": "month",
}


def contract_dict(name: str, columns: dict[str, str], terms: dict) -> dict:
    described = []
    for column, data_type in {**columns, **HISTORY}.items():
        one = {"name": column, "data_type": data_type, "description": "For the test."}
        if data_type in ("date", "timestamp(6)") and column not in HISTORY:
            one["config"] = {"meta": {"clock": "local"}}
        described.append(one)
    meta = {
        "grain": "one version of one record",
        "key": ["mojap_version_id"],
        "owner": "test",
        "classification": "official",
        "retention": "1 year",
        "schedule": "daily",
        "contract": terms,
    }
    model = {
        "name": name,
        "description": "For the test.",
        "config": {"meta": meta},
        "columns": described,
    }
    return {"version": 2, "models": [model]}


def custody_dict() -> dict:
    terms = {"key": ["inmateid", "admitted_dt"], "kinds": ["full"]}
    return contract_dict("nyc__custody", CUSTODY, terms)


def moves_dict() -> dict:
    return contract_dict("prison__moves", MOVES, dict(MOVES_TERMS))


def make_project(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dbt_project.yml").write_text("name: small\n")
    for data in (custody_dict(), moves_dict()):
        name = data["models"][0]["name"]
        place = folder / "models" / "curated" / name.split("__")[0]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.yml").write_text(yaml.safe_dump(data, sort_keys=False))
        (place / f"{name}.sql").write_text("{# One row per version. #}\n{{ curate() }}\n")
    return folder


def custody_text(day: int, rows: int = 5) -> str:
    lines = ["INMATEID,ADMITTED_DT,CUSTODY_LEVEL,RACE,AGE"]
    lines += [f"{n},2019-01-04 00:34:00,MED ,W ,{20 + day}" for n in range(1, rows + 1)]
    return "\n".join(lines) + "\n"


def upload_days(
    project: str, files: list[str], crash_at: int, part_files: int = 400, unlisted: int = 64
) -> None:
    """Upload full extracts in this process, to be killed at the given write point (0: never)."""
    from derived_tables import upload
    from derived_tables.contract import load_contract

    os.environ["DERIVE_CRASH_AT"] = str(crash_at)
    store._writes = 0
    store.Folder.unlisted_limit = unlisted
    upload.PART_FILES = part_files
    folder = Path(project)
    results = upload.upload(
        landing.landing_root(folder),
        load_contract(folder, "nyc", "custody"),
        [Path(file) for file in files],
        kind="full",
        pattern="%Y%m%d",
    )
    if any(result.error for result in results):
        raise SystemExit(1)


def withdraw(project: str, batch_id: str, crash_at: int) -> None:
    """Withdraw a batch in this process, to be killed at the given write point."""
    from derived_tables.batch import record

    os.environ["DERIVE_CRASH_AT"] = str(crash_at)
    store._writes = 0
    store.Folder.unlisted_limit = 0
    record(landing.landing_root(Path(project)), "withdrawn", batch_id, "test")


def upload_replacing(
    project: str, root: str, file: str, replaced: str | None, crash_at: int
) -> None:
    """Upload one full extract in place of a batch in this process, to be killed at a write point."""
    from derived_tables import upload
    from derived_tables.contract import load_contract

    os.environ["DERIVE_CRASH_AT"] = str(crash_at)
    store._writes = 0
    (result,) = upload.upload(
        store.Folder(Path(root)),
        load_contract(Path(project), "nyc", "custody"),
        [Path(file)],
        kind="full",
        pattern="%Y%m%d",
        replaces=(replaced, "wrong") if replaced else None,
    )
    if result.error:
        raise SystemExit(1)


def processes() -> multiprocessing.context.ForkServerContext:
    """Processes forked from a server that has imported what they need."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["landing_world", "derived_tables.upload", "duckdb"])
    return context


def in_environment(environment: dict[str, str], target: Callable[..., None], *args: object) -> None:
    """Call a function in an environment: the server's is that of its first use."""
    os.environ.clear()
    os.environ.update(environment)
    target(*args)


def make_process(target: Callable[..., None], *args: object) -> multiprocessing.Process:
    """A process that calls a function in today's environment."""
    return processes().Process(target=in_environment, args=(dict(os.environ), target, *args))


def run_process(target: Callable[..., None], *args: object) -> int:
    """The exit code of a function run in a process of its own; -9 when it was killed."""
    process = make_process(target, *args)
    process.start()
    process.join(60)
    return process.exitcode


class World:
    """The project, its landing root, and the command."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.root = project / "data" / "landing"
        self.store = store.Folder(self.root)
        self.inbox = project / "inbox"
        self.inbox.mkdir()

    def derive(self, *args: object, code: int = 0) -> Result:
        """Run the command; fail unless it exits with `code`."""
        result = CliRunner().invoke(app, [str(arg) for arg in args])
        shown = f"{result.output}\n{result.exception!r}"
        assert result.exit_code == code, shown
        assert result.exception is None or isinstance(result.exception, SystemExit), shown
        return result

    def file(self, name: str, content: str | bytes) -> Path:
        """A file to upload."""
        path = self.inbox / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def full(self, *paths: Path, code: int = 0, at: str | None = None) -> Result:
        """Upload full extracts of nyc.custody, their day in the name unless `at` is given."""
        when = ["--extracted-at", at] if at else ["--extracted-at-pattern", "%Y%m%d"]
        return self.derive("upload", "nyc.custody", *paths, "--kind", "full", *when, code=code)

    def moves(self, *args: object, code: int = 0) -> Result:
        """Upload to prison.moves."""
        return self.derive("upload", "prison.moves", *args, code=code)

    def list(self) -> list[dict]:
        """What `derive batch list --json` says."""
        lines = self.derive("batch", "list", "--json").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def rows(self, batch_id: str) -> list[dict]:
        """The landed rows of a batch, from its part, in order."""
        batch = ledger.read_batches(self.store)[batch_id].landed
        part = self.root / landing.part_name(batch)
        with duckdb.connect() as con:
            found = con.execute(
                "from read_parquet(?, hive_partitioning = false) "
                "where _batch_id = ? order by _row_number",
                [str(part), batch_id],
            )
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def leftovers(self) -> list[str]:
        """Files under the landing root that are neither a named part nor a part of the ledger."""
        named = {
            self.root / landing.part_name(b.landed)
            for b in ledger.read_batches(self.store).values()
        }
        kept = (self.root / ledger.EVENTS, self.root / ledger.CHECKPOINTS)
        return [
            str(path.relative_to(self.root))
            for path in self.root.rglob("*")
            if path.is_file()
            and path not in named
            and not any(path.is_relative_to(folder) for folder in kept)
            and path.name != "_lock"
        ]
