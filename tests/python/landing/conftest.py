"""A project folder of the test's own, and the command run in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from landing_world import make_project
from typer.testing import CliRunner, Result

from derived_tables import landing, ledger
from derived_tables.cli import app


class World:
    """The project, its landing root, and the command."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.root = project / "data" / "landing"
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
        batch = ledger.read_batches(self.root)[batch_id].landed
        part = landing.part_file(self.root, batch["system"], batch["table"], batch["part"])
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
            landing.part_file(self.root, b.landed["system"], b.landed["table"], b.landed["part"])
            for b in ledger.read_batches(self.root).values()
        }
        kept = (self.root / "_ledger" / "events", self.root / "_ledger" / "checkpoints")
        return [
            str(path.relative_to(self.root))
            for path in self.root.rglob("*")
            if path.is_file()
            and path not in named
            and path.parent not in kept
            and path.name != "_lock"
        ]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.delenv("DERIVE_LANDING", raising=False)
    project = make_project(tmp_path / "project")
    monkeypatch.chdir(project)
    return World(project)


@pytest.fixture
def day(world: World) -> Callable[..., Path]:
    """Write one day's custody extract."""
    from landing_world import custody_text

    def make(number: int, rows: int = 5) -> Path:
        return world.file(f"custody_202003{number:02d}.csv", custody_text(number, rows))

    return make
