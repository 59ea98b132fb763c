"""Samples made of a few texts, and a project without models in which they are registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from derived_tables.cli import app
from derived_tables.registering import kinds, types
from derived_tables.registering.casts import Casts
from derived_tables.registering.sample import Sample, read_files
from places import PROJECT

Rows = Sequence[Sequence[object]]


def csv_text(columns: str, rows: Rows) -> str:
    lines = [",".join("" if value is None else str(value) for value in row) for row in rows]
    return "\n".join([columns, *lines]) + "\n"


class Seen:
    """A sample with its types, and the load that it shows."""

    def __init__(self, sample: Sample, **asked: str) -> None:
        self.sample = sample
        self.typed = {name: types.infer(sample, name) for name in sample.columns}
        self.asked = asked

    @property
    def load(self) -> kinds.Load:
        return kinds.infer(self.sample, self.typed, **self.asked)


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Callable[..., Seen]]:
    """Write files of rows, and look at them."""
    opened = []

    def look(columns: str, *files: Rows, names: str = "extract_2025010{}.csv", **asked: str) -> Seen:
        paths = []
        for number, rows in enumerate(files, 1):
            paths.append(tmp_path / names.format(number))
            paths[-1].write_text(csv_text(columns, rows))
        opened.append(con := duckdb.connect())
        return Seen(read_files(con, Casts(PROJECT), paths, scratch=tmp_path), **asked)

    yield look
    for con in opened:
        con.close()


class Desk:
    """A project with the macros and the list of tables, and no table yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "macros").symlink_to(PROJECT / "macros")
        listing = "name: small\nvars:\n  curated_tables:\n    - aa__first\n    - zz__last\n"
        (folder / "dbt_project.yml").write_text(listing)

    def file(self, name: str, columns: str, rows: Rows) -> Path:
        path = self.folder / name
        path.write_text(csv_text(columns, rows))
        return path

    def register(self, *words: object, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["register", *map(str, words)])
        shown = f"{result.output}\n{result.exception!r}"
        assert result.exit_code == code, shown
        assert result.exception is None or isinstance(result.exception, SystemExit), shown
        assert not list((self.folder / "data").glob("register_*"))
        return result

    def text(self, path: str) -> str:
        return (self.folder / path).read_text()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path / "project")
    monkeypatch.chdir(made.folder)
    return made
